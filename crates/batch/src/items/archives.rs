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

use super::Maker;
use crate::{
    bounded::{Counted, Guarded},
    fault::Loss,
    inputs::{LeftOut, slashed},
    kind::Kind,
    members::Members,
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
            Kind::Gzip => Box::new(Members::new(counted)),
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
        if archive.index_for_name("xl/workbook.xml").is_some() {
            let unpacked = (0..archive.len()).filter_map(|at| Some(archive.by_index_raw(at).ok()?.size())).sum();
            self.options.progress.fetch_add(if is_spooled { 0 } else { packed.get() }, Ordering::Relaxed);
            return self.sheet(archive.into_inner(), unpacked);
        }
        if let Some(what) = document(&archive) {
            return Ok(self.fault(
                None,
                format!("{what}, which is not read: save it as text or as a page"),
                Loss::Input,
            ));
        }
        let is_web_archive = archive.index_for_name("datapackage.json").is_some();
        let (mut any, mut left) = (false, LeftOut::default());
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
            // What else a web archive holds are lists of its pages.
            if !entry.is_file() || entry.is_symlink() || is_web_archive && !name.starts_with("archive/") {
                continue;
            }
            if !is_wanted(&name) {
                left.add_entry(&name);
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
        Ok(self.unless(any, &left))
    }

    fn tar(&mut self, bytes: &mut dyn Read) -> io::Result<ControlFlow<()>> {
        let counted = Counted::new(bytes, Arc::default());
        let packed = counted.own();
        let unpacked: Rc<Cell<u64>> = Rc::default();
        let mut archive = tar::Archive::new(counted);
        let (mut any, mut left) = (false, LeftOut::default());
        for entry in archive.entries()? {
            let entry = entry?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if !entry.header().entry_type().is_file() {
                continue;
            }
            if !is_wanted(&name) {
                left.add_entry(&name);
                continue;
            }
            any = true;
            let mut guarded = Guarded::new(entry, Rc::clone(&packed), Rc::clone(&unpacked));
            if self.entry(&name, &mut guarded).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(self.unless(any, &left))
    }

    /// Says what was left out; that nothing was read is a failure.
    fn unless(&mut self, any: bool, left: &LeftOut) -> ControlFlow<()> {
        match (any, left.told()) {
            (true, None) => ControlFlow::Continue(()),
            (true, Some(told)) => self.fault(None, format!("left out {told}"), Loss::LeftOut),
            (false, None) => self.fault(None, "no file of a known kind in this archive", Loss::Input),
            (false, Some(told)) => {
                self.fault(None, format!("no file of a known kind in this archive, but {told}"), Loss::Input)
            }
        }
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
    Kind::of_name(Path::new(name)).is_some() && !is_hidden(name)
}

fn is_hidden(name: &str) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') && part != "." && part != "..";
    name.split(['/', '\\']).any(|part| is_hidden(part) || part == "__MACOSX")
}

impl LeftOut {
    fn add_entry(&mut self, name: &str) {
        if !is_hidden(name) {
            self.add(Path::new(name));
        }
    }
}

/// What a zip archive is that is a document of an office program.
fn document<R: Read + Seek>(archive: &zip::ZipArchive<R>) -> Option<&'static str> {
    const PARTS: [(&str, &str); 4] = [
        ("word/document.xml", "a Word file"),
        ("ppt/presentation.xml", "a PowerPoint file"),
        ("META-INF/container.xml", "an EPUB book"),
        ("META-INF/manifest.xml", "an OpenDocument file"),
    ];
    PARTS.iter().find(|(part, _)| archive.index_for_name(part).is_some()).map(|(_, what)| *what)
}

fn damaged(error: &zip::result::ZipError) -> String {
    format!("the zip archive cannot be read on: {}", error.to_string().to_lowercase())
}
