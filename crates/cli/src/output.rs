//! Lines to standard output or to a file.
//!
//! A file is written under a temporary name beside its own and renamed at the end, so that whoever
//! finds it finds all of it. What is there but is no plain file (`/dev/null`, a named pipe) is
//! written directly.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process,
};

use anyhow::{Error, Result};

use crate::complaint;

/// Exit status after an interrupt, as shells have it.
const INTERRUPTED: i32 = 130;

/// Where data goes.
pub(crate) struct Output {
    /// For messages.
    name: String,
    writer: Box<dyn Write>,
    pending: Option<Pending>,
}

/// A file under its temporary name, removed if it never gets its own, be it for an interrupt.
struct Pending {
    temporary: PathBuf,
    target: PathBuf,
    file: File,
}

impl Output {
    /// Opens a file, or standard output for none and for `-`.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self { name: "<stdout>".to_owned(), writer: Box::new(io::stdout()), pending: None });
        };
        let name = path.display().to_string();
        match Self::open_file(path) {
            Ok((writer, pending)) => Ok(Self { name, writer, pending }),
            Err(error) => Err(unwritable(&name, error)),
        }
    }

    fn open_file(path: &Path) -> io::Result<(Box<dyn Write>, Option<Pending>)> {
        // A link stays a link: what it points to is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let there = fs::metadata(&target).ok();
        match &there {
            Some(there) if there.is_dir() => return Err(io::Error::other("is a folder")),
            Some(there) if !there.is_file() => {
                return Ok((Box::new(OpenOptions::new().write(true).open(&target)?), None));
            }
            _ => {}
        }
        let name = target.file_name().ok_or_else(|| io::Error::other("is no file name"))?;
        let temporary = target.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), process::id()));
        let unfinished = temporary.clone();
        // Of the signals only Ctrl-C: `nohup` has others ignored. Without a handler the program ends
        // all the same, and leaves the file.
        let _ = ctrlc::set_handler(move || {
            let _ = fs::remove_file(&unfinished);
            process::exit(INTERRUPTED);
        });
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        let pending = Pending { temporary, target, file: file.try_clone()? };
        if let Some(there) = there {
            file.set_permissions(there.permissions())?;
        }
        Ok((Box::new(BufWriter::new(file)), Some(pending)))
    }

    /// Writes a line, and its line break.
    pub(crate) fn line(&mut self, line: &str) -> Result<()> {
        let written = self.writer.write_all(line.as_bytes()).and_then(|()| self.writer.write_all(b"\n"));
        written.map_err(|error| unwritable(&self.name, error))
    }

    /// Writes what is still held back and gives the file its name.
    pub(crate) fn finish(mut self) -> Result<()> {
        let pending = self.pending.take();
        let finish = || {
            self.writer.flush()?;
            if let Some(pending) = pending {
                pending.file.sync_all()?;
                fs::rename(&pending.temporary, &pending.target)?;
            }
            Ok(())
        };
        finish().map_err(|error| unwritable(&self.name, error))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        // After the rename there is nothing under that name.
        let _ = fs::remove_file(&self.temporary);
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A message that says all; the error stays below it, to be asked for its kind.
pub(crate) fn unwritable(name: &str, error: io::Error) -> Error {
    let message = format!("{name}: cannot be written: {}", complaint::reason(&error));
    Error::new(error).context(message)
}

/// Whether whoever read our output has left.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
