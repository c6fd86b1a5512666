//! Compressed files and archives to what is in them, without a byte of it written under its name.
//!
//! The names of entries are only names: nothing is written from them and no link is followed. Of an
//! archive's entries those are read that would be in a folder. An archive is a tree: its articles
//! are called by its own id and their path in it.

use std::{
    cell::Cell,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::ControlFlow,
    path::{Path, PathBuf},
    rc::Rc,
    sync::{Arc, atomic::Ordering},
};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;

use super::Maker;
use crate::{
    bounded::{Counted, Guarded},
    fault::Loss,
    inputs::slashed,
    kind::Kind,
};

impl Maker<'_, '_> {
    /// What is in a file of a kind that holds others.
    pub(super) fn open(
        &mut self,
        kind: Kind,
        bytes: &mut dyn Read,
        name: &Path,
        file: Option<File>,
    ) -> ControlFlow<()> {
        let opened = match kind {
            Kind::Zip => self.zip(bytes, file),
            Kind::Tar => self.tar(bytes),
            _ => self.unpack(kind, bytes, name),
        };
        match opened {
            Ok(flow) => flow,
            Err(error) => self.unreadable(&error),
        }
    }

    fn unpack(&mut self, kind: Kind, bytes: &mut dyn Read, name: &Path) -> io::Result<ControlFlow<()>> {
        let name = match name.extension() {
            Some(extension) if extension.eq_ignore_ascii_case("tgz") => name.with_extension("tar"),
            Some(_) if Kind::of_name(name).is_some_and(Kind::is_wrapper) => name.with_extension(""),
            _ => name.to_owned(),
        };
        // Bytes were counted as progress when they left the file.
        let counted = Counted::new(bytes, Arc::default());
        let packed = counted.own();
        let unpacked: Box<dyn Read + '_> = match kind {
            Kind::Gzip => Box::new(MultiGzDecoder::new(counted)),
            Kind::Zstd => Box::new(zstd::Decoder::new(counted)?),
            _ => Box::new(MultiBzDecoder::new(counted)),
        };
        Ok(self.stream(&mut Guarded::new(unpacked, packed, Rc::default()), &name, None))
    }

    fn zip(&mut self, bytes: &mut dyn Read, file: Option<File>) -> io::Result<ControlFlow<()>> {
        let (mut file, is_spooled) = match file.filter(|_| self.level == 1) {
            Some(file) => (file, false),
            None => {
                let mut spool = tempfile::tempfile()?;
                io::copy(bytes, &mut spool)?;
                (spool, true)
            }
        };
        let packed = Rc::new(Cell::new(file.seek(SeekFrom::End(0))?));
        let unpacked: Rc<Cell<u64>> = Rc::default();
        let mut archive = match zip::ZipArchive::new(file) {
            Ok(archive) => archive,
            Err(error) => return Ok(self.fault(None, damaged(&error), Loss::Input)),
        };
        let mut any = false;
        for index in 0..archive.len() {
            let name = archive.name_for_index(index).and_then(Result::ok).unwrap_or_default().into_owned();
            let entry = match archive.by_index(index) {
                Ok(entry) => entry,
                Err(error) => {
                    any = true;
                    let reason = damaged(&error);
                    if self.within(&name, |maker| maker.fault(None, reason, Loss::Input)).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                    continue;
                }
            };
            if !entry.is_file() || entry.is_symlink() || !is_wanted(&name) {
                continue;
            }
            any = true;
            let compressed = entry.compressed_size();
            let mut guarded = Guarded::new(entry, Rc::clone(&packed), Rc::clone(&unpacked));
            if self.entry(&name, &mut guarded).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            // What is sought in is not counted when it is read.
            if !is_spooled {
                self.options.progress.fetch_add(compressed, Ordering::Relaxed);
            }
        }
        Ok(self.unless(any))
    }

    fn tar(&mut self, bytes: &mut dyn Read) -> io::Result<ControlFlow<()>> {
        let counted = Counted::new(bytes, Arc::default());
        let packed = counted.own();
        let unpacked: Rc<Cell<u64>> = Rc::default();
        let mut archive = tar::Archive::new(counted);
        let mut any = false;
        for entry in archive.entries()? {
            let entry = entry?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if !entry.header().entry_type().is_file() || !is_wanted(&name) {
                continue;
            }
            any = true;
            let mut guarded = Guarded::new(entry, Rc::clone(&packed), Rc::clone(&unpacked));
            if self.entry(&name, &mut guarded).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(self.unless(any))
    }

    fn unless(&mut self, any: bool) -> ControlFlow<()> {
        if any {
            return ControlFlow::Continue(());
        }
        self.fault(None, "no file of a known kind in this archive", Loss::Input)
    }

    fn entry(&mut self, name: &str, bytes: &mut dyn Read) -> ControlFlow<()> {
        self.within(name, |maker| {
            let waits = std::mem::replace(&mut maker.patient, true);
            let file = Path::new(name).file_name().map(PathBuf::from).unwrap_or_default();
            let flow = maker.stream(bytes, &file, None);
            maker.patient = waits;
            flow
        })
    }

    /// Makes items of an entry, with its name and id.
    fn within(&mut self, name: &str, make: impl FnOnce(&mut Self) -> ControlFlow<()>) -> ControlFlow<()> {
        let path = Path::new(name);
        let below = slashed(&path.with_file_name(crate::inputs::stem(path)));
        let outer = (self.entry.clone(), self.id.clone());
        self.entry = Some(outer.0.as_ref().map_or_else(|| name.to_owned(), |outer| format!("{outer}: {name}")));
        self.id = Some(outer.1.as_ref().map_or_else(|| below.clone(), |id| format!("{id}/{below}")));
        let flow = make(self);
        (self.entry, self.id) = outer;
        flow
    }
}

/// Whether an entry would be read in a folder.
fn is_wanted(name: &str) -> bool {
    let path = Path::new(name);
    let is_hidden = |part: &str| part.starts_with('.') && part != "." && part != "..";
    Kind::of_name(path).is_some() && !name.split(['/', '\\']).any(|part| is_hidden(part) || part == "__MACOSX")
}

fn damaged(error: &zip::result::ZipError) -> String {
    format!("the zip archive cannot be read on: {}", error.to_string().to_lowercase())
}
