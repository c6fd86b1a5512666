/// The public JSON shape of a reading.
pub struct Record {}
