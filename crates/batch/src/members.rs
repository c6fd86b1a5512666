//! Gzip members one after the other, past those that are damaged.
//!
//! Web archives hold a member per record so that one can be read without the others. What a damaged member has left is given,
//! then one error, which says so; after it, reading goes on with the next member that can be opened. For that, the packed
//! bytes of a member are held while it is read, up to a limit; a larger one that is damaged ends the stream.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// The most packed bytes of a member that are held.
const HELD: usize = 16 << 20;

/// Bytes that are asked for at a time.
const CHUNK: usize = 1 << 16;

/// What a member begins with.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];

/// Unpacks gzip, member by member.
pub(crate) struct Members<R> {
    state: State<R>,
}

enum State<R> {
    /// In a member.
    Open(Box<GzDecoder<Held<R>>>),
    /// Between two.
    Between(Held<R>),
    Ended,
}

/// What the error of a damaged member says.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Damaged(String);

/// Whether an error is that of a damaged member after which reading goes on.
pub(crate) fn is_passed(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|error| error.is::<Damaged>())
}

impl<R: Read> Members<R> {
    pub(crate) fn new(inner: R) -> Self {
        let held = Held { inner, bytes: Vec::new(), at: 0, is_whole: true };
        Members { state: State::Open(Box::new(GzDecoder::new(held))) }
    }

    /// Goes to the next member; `false` at the end.
    fn next(&mut self, mut held: Held<R>) -> io::Result<bool> {
        held.begin();
        // Tapes are filled up with zeros.
        let start = loop {
            let start = held.fill_buf()?;
            let zeros = start.iter().take_while(|byte| **byte == 0).count();
            let (n_bytes, is_end) = (start.len(), start.is_empty());
            if zeros == 0 || is_end {
                break n_bytes;
            }
            held.consume(zeros);
            held.begin();
        };
        if start == 0 {
            self.state = State::Ended;
            return Ok(false);
        }
        self.state = State::Open(Box::new(GzDecoder::new(held)));
        Ok(true)
    }
}

impl<R: Read> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(0),
                State::Between(held) => {
                    if !self.next(held)? {
                        return Ok(0);
                    }
                }
                State::Open(mut member) => match member.read(buffer) {
                    Ok(0) if !buffer.is_empty() => self.state = State::Between(member.into_inner()),
                    Ok(read) => {
                        self.state = State::Open(member);
                        return Ok(read);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => self.state = State::Open(member),
                    Err(error) => {
                        let mut held = member.into_inner();
                        if !held.is_whole || !held.seek_member()? {
                            return Err(error);
                        }
                        self.state = State::Between(held);
                        return Err(io::Error::new(error.kind(), Damaged(error.to_string())));
                    }
                },
            }
        }
    }
}

/// Packed bytes, those of the member that is read still there.
struct Held<R> {
    inner: R,
    bytes: Vec<u8>,
    at: usize,
    /// Whether the member is here from its first byte on.
    is_whole: bool,
}

impl<R: Read> Held<R> {
    /// A member begins with the next byte.
    fn begin(&mut self) {
        self.bytes.drain(..self.at);
        self.at = 0;
        self.is_whole = true;
    }

    /// Reads more; `false` at the end.
    fn more(&mut self) -> io::Result<bool> {
        let before = self.bytes.len();
        self.bytes.resize(before + CHUNK, 0);
        let read = loop {
            match self.inner.read(&mut self.bytes[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.bytes.truncate(before + *read.as_ref().unwrap_or(&0));
        Ok(read? > 0)
    }

    /// Goes to the next member that can be opened, behind the first byte of this one.
    fn seek_member(&mut self) -> io::Result<bool> {
        let mut from = 1;
        loop {
            while let Some(found) = self.bytes.get(from..).and_then(|rest| find(rest, &MAGIC)) {
                let at = from + found;
                // A member that can be opened gives a byte of its own.
                while self.bytes.len() < at + CHUNK && self.more()? {}
                let mut first = [0];
                let opens = GzDecoder::new(&self.bytes[at..]).read(&mut first).is_ok_and(|read| read == 1);
                if opens {
                    self.at = at;
                    return Ok(true);
                }
                from = at + 1;
            }
            from = self.bytes.len().saturating_sub(MAGIC.len() - 1).max(from);
            if from > HELD || !self.more()? {
                return Ok(false);
            }
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

impl<R: Read> Read for Held<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Held<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.bytes.len() {
            if self.bytes.len() > HELD {
                self.bytes.clear();
                self.at = 0;
                self.is_whole = false;
            }
            self.more()?;
        }
        Ok(self.bytes.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, read: usize) {
        self.at = (self.at + read).min(self.bytes.len());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;

    use super::*;

    fn member(text: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    }

    /// What is read, and how many members are damaged.
    fn unpacked(packed: &[u8]) -> (Vec<u8>, usize, bool) {
        let mut members = Members::new(packed);
        let (mut all, mut damaged, mut buffer) = (Vec::new(), 0, [0; 100]);
        loop {
            match members.read(&mut buffer) {
                Ok(0) => return (all, damaged, true),
                Ok(read) => all.extend(&buffer[..read]),
                Err(error) if is_passed(&error) => damaged += 1,
                Err(_) => return (all, damaged, false),
            }
        }
    }

    /// A text that is not packed to next to nothing.
    fn text(n: u32) -> Vec<u8> {
        (0..3000_u32).flat_map(|at| (at * at * n).to_string().into_bytes()).collect()
    }

    #[test]
    fn members_are_read_one_after_the_other() {
        let packed = [member(&text(1)), member(b""), member(&text(2)), vec![0; 300]].concat();
        assert_eq!(unpacked(&packed), ([text(1), text(2)].concat(), 0, true));
    }

    #[test]
    fn a_damaged_member_costs_itself_alone() {
        let (one, two, three) = (member(&text(1)), member(&text(2)), member(&text(3)));
        for at in [15, 200, two.len() / 2, two.len() - 9, two.len() - 3] {
            let mut broken = two.clone();
            broken[at..at + 3].iter_mut().for_each(|byte| *byte = !*byte);
            let (all, damaged, ended) = unpacked(&[one.clone(), broken, three.clone()].concat());
            assert!(all.starts_with(&text(1)) && all.ends_with(&text(3)) && ended, "at {at}");
            assert_eq!(damaged, 1, "at {at}");
        }
        // One that is cut off is damaged too.
        let (all, damaged, ended) = unpacked(&[&one[..], &two[..two.len() / 2], &three[..]].concat());
        assert!(all.starts_with(&text(1)) && all.ends_with(&text(3)) && damaged == 1 && ended);
        let (_, damaged, ended) = unpacked(&[&one[..], &two[..two.len() / 2]].concat());
        assert_eq!((damaged, ended), (0, false));
    }

    proptest! {
        #[test]
        fn any_bytes_come_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0_usize..60) {
            let mut packed = [member(b"Rain is coming."), member(b"It rained.")].concat();
            let at = at.min(packed.len());
            packed.splice(at..at, bytes);
            unpacked(&packed);
        }
    }
}
