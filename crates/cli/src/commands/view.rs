//! `inquit view`: an article with what was said in it, for a terminal.

use std::{ops::ControlFlow, process::ExitCode};

use anyhow::{Result, bail};
use inquit::output::Record;
use inquit_batch::{form::Made, inputs, items, output::Output};
use inquit_view::terminal::{self, Setting};

use crate::{
    args::ViewArgs,
    complaint::{Status, say},
    look::Looked,
    screen,
};

pub(crate) fn run(args: ViewArgs) -> Result<ExitCode> {
    let ViewArgs { look, id, all, screen } = args;
    let setting = Setting { width: screen::readable_width(&screen), colour: screen::colour(&screen, false) };
    let looked = Looked::new(look)?;
    let mut shower = Shower { setting, output: Output::stdout(), shown: 0, failed: Ok(()) };
    let (mut status, mut others): (Status, Vec<String>) = Default::default();
    for (index, input) in inputs::find(&looked.paths, &[]).into_iter().enumerate() {
        let flow = items::read(input, index, &looked.options, &mut |item| {
            if shower.shown > 0 && !all {
                // There is another.
                others.push(String::new());
                return ControlFlow::Break(());
            }
            if let (Some(id), Some(other)) = (&id, looked.reader.id_of(&item))
                && *id != other
            {
                others.push(other);
                return ControlFlow::Continue(());
            }
            let record = match looked.reader.read(item).made {
                Ok(Made::Record(record)) => record,
                Ok(Made::Bytes(_)) => return ControlFlow::Continue(()),
                Err(fault) => {
                    status.report(&fault);
                    return ControlFlow::Continue(());
                }
            };
            shower.show(&record);
            if shower.failed.is_err() || id.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if flow.is_break() {
            break;
        }
    }
    shower.failed?;
    shower.output.finish()?;
    match id {
        Some(id) if shower.shown == 0 => {
            let near = others.iter().min_by_key(|other| strsim::damerau_levenshtein(other, &id));
            match near.filter(|near| strsim::damerau_levenshtein(near, &id) * 3 <= id.chars().count().max(3)) {
                Some(near) => bail!("no article has the id `{id}`; is it `{}`?", terminal::plain(near)),
                None => bail!("no article has the id `{id}`, of {} that were read", others.len()),
            }
        }
        None if !others.is_empty() => say("the first of several articles; --id ID shows another, --all all of them"),
        _ => {}
    }
    Ok(status.into())
}

struct Shower {
    setting: Setting,
    output: Output,
    shown: usize,
    failed: Result<()>,
}

impl Shower {
    fn show(&mut self, record: &Record) {
        let between = if self.shown > 0 { "\n\n" } else { "" };
        let page = terminal::article(record, self.setting);
        self.failed = self.output.put(format!("{between}{page}").as_bytes()).map_err(Into::into);
        self.shown += 1;
    }
}
