use super::{Article, Note, Speaker, Statement};

/// An article, read: what the pipeline returns. [`crate::output::Record`] is its public form.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The name of the model that read it.
    pub model: String,
    /// The article.
    pub article: Article,
    /// Its speakers, in order of first mention.
    pub speakers: Vec<Speaker>,
    /// Its statements, in text order of their content.
    pub statements: Vec<Statement>,
    /// Doubts met on the way, in text order.
    pub notes: Vec<Note>,
}
