//! `adsift classify`: articles in, verdicts out.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use adsift::Error;
use adsift::classifier::classify_all;
use adsift::output::atomic::AtomicFile;
use adsift::output::{Clean, Csv, Jsonl, Table, VerdictWriter};

use super::inputs::Inputs;
use crate::cli::{Classify, OutputFormat};

const WIDTH_WITHOUT_A_TERMINAL: usize = 100;

pub fn run(args: &Classify) -> anyhow::Result<ExitCode> {
    let inputs = Inputs::open(args)?;
    match &args.output {
        None => {
            let out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
            let writer = writer(args, &inputs, out, io::stdout().is_terminal());
            classify(args, inputs, writer, super::STDOUT)?;
        }
        Some(path) => {
            let mut file = AtomicFile::create(path, true)?;
            let writer = writer(args, &inputs, &mut file, false);
            classify(args, inputs, writer, &path.display().to_string())?;
            file.commit()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn classify(
    args: &Classify,
    inputs: Inputs,
    mut writer: Box<dyn VerdictWriter + '_>,
    name: &str,
) -> anyhow::Result<()> {
    let model = super::model(&args.model)?;
    let threshold = args.threshold.unwrap_or(model.threshold);
    let named = |source| Error::io(name, source);
    // Somebody may be waiting at the other end of a pipe; nobody is where only files are read.
    let is_live = inputs.has_stdin();
    let judged = classify_all(
        &model,
        threshold,
        super::threads(&args.threads),
        inputs,
        |batch| {
            for (article, verdicts) in batch {
                writer.article(article, verdicts).map_err(named)?;
            }
            if is_live {
                writer.flush().map_err(named)
            } else {
                Ok(())
            }
        },
    );
    // What was judged before an error is written all the same.
    let finished = writer.finish().map_err(named);
    judged?;
    Ok(finished?)
}

fn writer<'w>(
    args: &Classify,
    inputs: &Inputs,
    out: impl Write + 'w,
    to_terminal: bool,
) -> Box<dyn VerdictWriter + 'w> {
    let default = if to_terminal {
        OutputFormat::Table
    } else {
        OutputFormat::Jsonl
    };
    match args.format.unwrap_or(default) {
        OutputFormat::Table => Box::new(Table::new(out, width(), styled(to_terminal))),
        OutputFormat::Jsonl => Box::new(Jsonl::new(out, args.with_text)),
        OutputFormat::Csv => Box::new(Csv::new(out, args.with_text)),
        OutputFormat::Clean => Box::new(Clean::new(out, inputs.clean_form())),
    }
}

/// Whether the table has colour, as `--color`, `NO_COLOR` and the terminal want it.
fn styled(to_terminal: bool) -> bool {
    match anstream::ColorChoice::global() {
        anstream::ColorChoice::Auto => {
            to_terminal
                && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
        }
        choice => choice != anstream::ColorChoice::Never,
    }
}

fn width() -> usize {
    terminal_size::terminal_size()
        .map_or(WIDTH_WITHOUT_A_TERMINAL, |(width, _)| usize::from(width.0))
}
