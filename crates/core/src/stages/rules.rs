//! Names the rules that add to what a model reads or constrain it, so that each can be left out and its worth measured.

/// A rule of the reading of anchors and of what belongs to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Reads a quotation that makes up its block, with a name after a dash, as a statement: “…” ― Ada Lund.
    Signed,
    /// Takes the colon of a turn for an anchor where the model finds none: LUND: …, Q: …
    Turns,
    /// Takes the colon between a person's name and the rest of a headline or crosshead for an anchor where the model
    /// finds none: Lund: Ferries will stay.
    Headlines,
    /// Reads a sentence in quotation marks that nothing reports as a statement.
    Lone,
    /// Keeps one part of a source, the nearest to its cue or quotation.
    Source,
    /// Trims commas, semicolons and colons outside quotations from the ends of parts.
    Commas,
    /// Drops a start whose words a cue already reports, unless they are a quotation inside a quotation.
    Starts,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Rule; 7] =
        [Rule::Signed, Rule::Turns, Rule::Headlines, Rule::Lone, Rule::Source, Rule::Commas, Rule::Starts];

    /// Its name, in small letters.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Signed => "signed",
            Rule::Turns => "turns",
            Rule::Headlines => "headlines",
            Rule::Lone => "lone",
            Rule::Source => "source",
            Rule::Commas => "commas",
            Rule::Starts => "starts",
        }
    }
}

/// The rules that are in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules([bool; Rule::ALL.len()]);

impl Rules {
    /// All of them.
    pub const fn all() -> Self {
        Self([true; Rule::ALL.len()])
    }

    /// All but one of these.
    #[must_use]
    pub fn without(mut self, rule: Rule) -> Self {
        self.0[rule as usize] = false;
        self
    }

    /// Whether a rule is in force.
    pub fn has(self, rule: Rule) -> bool {
        self.0[rule as usize]
    }
}
