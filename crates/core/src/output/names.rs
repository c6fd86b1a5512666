//! The domain's enums to the words the record writes for them, and back.
//!
//! The domain knows no JSON, and the record needs no second copy of its enums: fields carry
//! `#[serde(with = "names")]` and `#[schemars(schema_with = "names::schema::<…>")]`.

use std::borrow::Cow;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

use crate::{Act, Gender, MentionForm, Place, SpeakerKind, StatementKind, text::OffsetUnit};

/// A closed set of values, each with one name in the record.
pub(crate) trait Named: Copy + 'static {
    /// What the set holds, for messages.
    const WHAT: &str;
    /// Every value, in the order the schema lists them.
    const ALL: &[Self];
    /// The record's name for the value.
    fn name(self) -> &'static str;
}

pub(crate) fn serialize<T: Named, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.name())
}

pub(crate) fn deserialize<'de, T: Named, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let name = Cow::<str>::deserialize(deserializer)?;
    T::ALL.iter().copied().find(|value| value.name() == name).ok_or_else(|| {
        let known: Vec<_> = T::ALL.iter().map(|value| value.name()).collect();
        D::Error::custom(format_args!("unknown {} `{name}`, expected one of: {}", T::WHAT, known.join(", ")))
    })
}

pub(crate) fn schema<T: Named>(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<_> = T::ALL.iter().map(|value| value.name()).collect();
    json_schema!({"type": "string", "enum": names})
}

macro_rules! named {
    ($type:ident, $what:literal: $($variant:ident = $name:literal),+ $(,)?) => {
        impl Named for $type {
            const WHAT: &str = $what;
            const ALL: &[Self] = &[$($type::$variant),+];

            fn name(self) -> &'static str {
                match self { $($type::$variant => $name),+ }
            }
        }

        impl $type {
            /// The record's name for it.
            pub fn as_str(self) -> &'static str {
                self.name()
            }
        }
    };
}

named!(StatementKind, "statement kind": Direct = "direct", Indirect = "indirect", Mixed = "mixed");
named!(MentionForm, "mention form": Name = "name", Nominal = "nominal", Pronoun = "pronoun");
named!(Gender, "gender": Female = "female", Male = "male", Nonbinary = "nonbinary", Unknown = "unknown");
named!(Place, "place": Headline = "headline", Standfirst = "standfirst", Heading = "heading", Body = "body");
named!(
    SpeakerKind, "speaker kind":
    Person = "person", Organisation = "organisation", Group = "group", Document = "document", Author = "author",
    Unknown = "unknown",
);

impl Named for Act {
    const WHAT: &str = "act";
    const ALL: &[Self] = Act::ALL;

    fn name(self) -> &'static str {
        self.as_str()
    }
}

impl Named for OffsetUnit {
    const WHAT: &str = "offset unit";
    const ALL: &[Self] = &[OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte];

    fn name(self) -> &'static str {
        self.as_str()
    }
}
