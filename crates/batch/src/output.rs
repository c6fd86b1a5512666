//! Bytes to standard output or to a file.
//!
//! A file is written under another name beside its own and renamed at the end, so that whoever
//! finds it finds all of it: under a hidden name, removed if the run does not come to its end, or as
//! `FILE.partial`, kept to go on from. What is there but is no plain file (`/dev/null`, a named pipe) is
//! written directly.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process,
};

use crate::fault::Error;

/// Where data goes.
pub struct Output {
    /// For messages.
    name: String,
    writer: Box<dyn Write + Send>,
    pending: Option<Pending>,
    written: u64,
}

/// A file under another name.
struct Pending {
    temporary: PathBuf,
    target: PathBuf,
    file: File,
    /// Whether it stays if it never gets its own name.
    keep: bool,
}

impl Output {
    /// Standard output.
    pub fn stdout() -> Self {
        Self { name: "<stdout>".to_owned(), writer: Box::new(io::stdout()), pending: None, written: 0 }
    }

    /// Opens a file, or standard output for none and for `-`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn open(path: Option<&Path>) -> Result<Self, Error> {
        match path.filter(|path| *path != Path::new("-")) {
            Some(path) => Self::named(path, |target| Self::temporary(target).map(Some)),
            None => Ok(Self::stdout()),
        }
    }

    /// Opens a file whose beginning, of `bytes`, was written before, and cuts off what follows; all
    /// of it is left for `None`. It stays as `FILE.partial` if it is not finished.
    ///
    /// # Errors
    /// If it cannot be written, or another run is writing it.
    pub fn partial(path: &Path, bytes: Option<u64>) -> Result<Self, Error> {
        let mut output = Self::named(path, |target| {
            let temporary = with_suffix(target, ".partial");
            let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(&temporary)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Err(io::Error::other("another run is writing it")),
                // Some file systems have no locks.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            if let Some(bytes) = bytes {
                file.set_len(bytes)?;
            }
            file.seek(SeekFrom::End(0))?;
            Ok(Some(Pending { temporary, target: target.to_owned(), file, keep: true }))
        })?;
        output.written = bytes.unwrap_or_default();
        Ok(output)
    }

    fn named(path: &Path, open: impl FnOnce(&Path) -> io::Result<Option<Pending>>) -> Result<Self, Error> {
        let name = path.display().to_string();
        let opened = || {
            // A link stays a link: what it points to is replaced.
            let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            let there = fs::metadata(&target).ok();
            if there.as_ref().is_some_and(fs::Metadata::is_dir) {
                return Err(io::Error::other("is a folder"));
            }
            if there.as_ref().is_some_and(|there| !there.is_file()) {
                let writer: Box<dyn Write + Send> = Box::new(OpenOptions::new().write(true).open(&target)?);
                return Ok((writer, None));
            }
            let Some(pending) = open(&target)? else { return Err(io::Error::other("is no file name")) };
            if let Some(there) = there {
                pending.file.set_permissions(there.permissions())?;
            }
            Ok((Box::new(BufWriter::new(pending.file.try_clone()?)) as _, Some(pending)))
        };
        match opened() {
            Ok((writer, pending)) => Ok(Self { name, writer, pending, written: 0 }),
            Err(error) => Err(Error::unwritable(&name, error)),
        }
    }

    fn temporary(target: &Path) -> io::Result<Pending> {
        let name = target.file_name().ok_or_else(|| io::Error::other("is no file name"))?;
        let temporary = target.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), process::id()));
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        Ok(Pending { temporary, target: target.to_owned(), file, keep: false })
    }

    /// Cuts off everything.
    ///
    /// # Errors
    /// If that cannot be done.
    pub(crate) fn clear(&mut self) -> Result<(), Error> {
        let Some(pending) = &mut self.pending else { return Ok(()) };
        let mut clear = || {
            pending.file.set_len(0)?;
            pending.file.seek(SeekFrom::Start(0))
        };
        clear().map_err(|error| Error::unwritable(&self.name, error))?;
        self.written = 0;
        Ok(())
    }

    /// Bytes written so far, those of a run before this one included.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Writes bytes.
    ///
    /// # Errors
    /// If they cannot be.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.writer.write_all(bytes).map_err(|error| Error::unwritable(&self.name, error))?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Writes a line, and its line break.
    ///
    /// # Errors
    /// If it cannot be.
    pub fn line(&mut self, line: &str) -> Result<(), Error> {
        self.put(line.as_bytes())?;
        self.put(b"\n")
    }

    /// Hands what is held back to the system; `to_disk` waits until it is there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn flush_all(&mut self, to_disk: bool) -> Result<(), Error> {
        let mut flush = || {
            self.writer.flush()?;
            match &self.pending {
                Some(pending) if to_disk => pending.file.sync_data(),
                _ => Ok(()),
            }
        };
        flush().map_err(|error| Error::unwritable(&self.name, error))
    }

    /// Writes what is still held back and gives the file its name.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> Result<(), Error> {
        let pending = self.pending.take();
        let finish = || {
            self.writer.flush()?;
            if let Some(pending) = pending {
                pending.file.sync_all()?;
                fs::rename(&pending.temporary, &pending.target)?;
            }
            Ok(())
        };
        finish().map_err(|error| Error::unwritable(&self.name, error))
    }
}

impl Write for Output {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(buffer)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        // After the rename there is nothing under that name.
        if !self.keep {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// A path with something behind its name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
