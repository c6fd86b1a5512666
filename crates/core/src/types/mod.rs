//! The domain: articles, speakers, statements and the spans they stand on.
//!
//! Nothing here knows JSON, models or files. Spans are byte offsets into the article's text;
//! [`crate::output`] turns them into the offsets a reader of the record asked for.

mod article;
mod note;
mod reading;
mod span;
mod speaker;
mod statement;

pub use article::{Article, Dateline, Place, Section};
pub use note::{Note, NoteCode};
pub use reading::Reading;
pub use span::Span;
pub use speaker::{Gender, Mention, MentionForm, Role, Speaker, SpeakerId, SpeakerKind};
pub use statement::{Act, Addressee, Cue, Statement, StatementId, StatementKind};
