//! The words of a cue to its lemma, act, negation and hedging.
