//! A record to the bytes of an output: the seam at which formats are joined.

use inquit::output::Record;

/// What a record has been made into, on the thread that read it.
#[derive(Clone, Debug, PartialEq)]
pub enum Made {
    /// What is to be written.
    Bytes(Vec<u8>),
    /// The record itself, for outputs that are not made of one record after the other.
    Record(Box<Record>),
}

/// A format of output.
pub trait Form: Send + Sync {
    /// The extension of its files, without a dot.
    fn extension(&self) -> &str;

    /// What stands before the first record.
    fn head(&self) -> Vec<u8> {
        Vec::new()
    }

    /// A record; `alone` if its input holds just this.
    ///
    /// # Errors
    /// In the words of a fault, if the format cannot hold it.
    fn record(&self, record: Record, alone: bool) -> Result<Made, String>;
}

/// Records as JSON, one a line.
#[derive(Clone, Copy, Debug, Default)]
pub struct JsonLines {
    /// Whether a record that is alone in its input is indented.
    pub indent: bool,
}

impl Form for JsonLines {
    fn extension(&self) -> &str {
        "jsonl"
    }

    fn record(&self, record: Record, alone: bool) -> Result<Made, String> {
        let mut json = if self.indent && alone { record.to_json_pretty() } else { record.to_json() };
        json.push('\n');
        Ok(Made::Bytes(json.into_bytes()))
    }
}

/// Records as they are, for outputs that a sink writes; with the extension of their files.
#[derive(Clone, Copy, Debug)]
pub struct Records(pub &'static str);

impl Form for Records {
    fn extension(&self) -> &str {
        self.0
    }

    fn record(&self, record: Record, _: bool) -> Result<Made, String> {
        Ok(Made::Record(Box::new(record)))
    }
}
