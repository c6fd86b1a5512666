//! Names the rules that add to what a model reads or constrain it, so that each can be left out and its worth measured.

/// A rule of the reading: of anchors and what belongs to them, then of mentions and whom they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Reads a quotation that makes up its block, with a name after a dash, as a statement, and a post with its handle: “…” ― Ada
    /// Lund; … — Ada Lund (@adalund) May 3, 2025.
    Signed,
    /// Takes the colon of a turn for an anchor where the model finds none: LUND: …, Q: …
    Turns,
    /// Takes the colon between a person's name and the rest of a headline or crosshead for an anchor where the model
    /// finds none: Lund: Ferries will stay.
    Headlines,
    /// Reads a sentence in quotation marks that nothing reports as a statement.
    Lone,
    /// Reads the answers to questions in paragraphs of their own as statements, where nothing labels them.
    Interviews,
    /// Keeps one part of a source, the nearest to its cue or quotation.
    Source,
    /// Trims commas, semicolons and colons outside quotations from the ends of parts.
    Commas,
    /// Drops a start whose words a cue already reports, unless they are a quotation inside a quotation.
    Starts,
    /// Reads two heads of the same words as one mention: "the police chief", not "the police" and "the chief".
    Heads,
    /// Takes a description that leads to a name for part of the name's mention: "the state of Larkland", but not "the daughter
    /// of Jo Bell".
    Titles,
    /// Takes a noun that only says what a name is of for part of the name's mention: "the Delby Post newspaper", but not "the
    /// Delby councillor".
    BodyNouns,
    /// Gives a first name the surname of the person named after it: "Tom and Erica Vaughan", but not "Jordan and Erica Vaughan"
    /// where somebody is called Ann Jordan.
    Surnames,
    /// Gives a name the gender of a description before it: "his daughter, Jo Bell", but not "his neighbour, Jo Bell".
    Genders,
    /// Lets a handle in brackets be another name: "Jo Bell (@jobell)", but not "Jo Bell (2019)".
    Handles,
    /// Lets a title part two of one surname: "Gov. Lowe", where Governor Frank Lowe and Senator Ann Lowe are named, but not
    /// "Ms Lowe".
    Offices,
    /// Gives what a statement says to whoever issued it: "In a statement, the firm said …. The statement added …", but not "a
    /// report by the firm found …".
    Issuers,
    /// Gives turns of an interview to those whom its introduction names: Q: …, but not JO BELL: …, which says who it is.
    Interviewees,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Rule; 17] = [
        Rule::Signed,
        Rule::Turns,
        Rule::Headlines,
        Rule::Lone,
        Rule::Interviews,
        Rule::Source,
        Rule::Commas,
        Rule::Starts,
        Rule::Heads,
        Rule::Titles,
        Rule::BodyNouns,
        Rule::Surnames,
        Rule::Genders,
        Rule::Handles,
        Rule::Offices,
        Rule::Issuers,
        Rule::Interviewees,
    ];

    /// Its name, in small letters.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Signed => "signed",
            Rule::Turns => "turns",
            Rule::Headlines => "headlines",
            Rule::Lone => "lone",
            Rule::Interviews => "interviews",
            Rule::Source => "source",
            Rule::Commas => "commas",
            Rule::Starts => "starts",
            Rule::Heads => "heads",
            Rule::Titles => "titles",
            Rule::BodyNouns => "body nouns",
            Rule::Surnames => "surnames",
            Rule::Genders => "genders",
            Rule::Handles => "handles",
            Rule::Offices => "offices",
            Rule::Issuers => "issuers",
            Rule::Interviewees => "interviewees",
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
