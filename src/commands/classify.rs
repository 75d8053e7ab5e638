//! `adsift classify`: articles in, verdicts out.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use adsift::Error;
use adsift::classifier::classify_all;
use adsift::output::atomic::AtomicFile;
use adsift::output::{Clean, Csv, Jsonl, Table, VerdictFormat, VerdictWriter};

use super::inputs::Inputs;
use crate::cli::{Classify, OutputFormat};

const WIDTH_WITHOUT_A_TERMINAL: usize = 100;

pub fn run(args: &Classify) -> anyhow::Result<ExitCode> {
    let inputs = Inputs::open(args)?;
    match &args.output {
        None => {
            let format = format(args, &inputs, io::stdout().is_terminal());
            let out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
            classify(args, inputs, &*format, out, super::STDOUT)?;
        }
        Some(path) => {
            let format = format(args, &inputs, false);
            let mut file = AtomicFile::create(path, true)?;
            let name = path.display().to_string();
            classify(args, inputs, &*format, &mut file, &name)?;
            file.commit()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn classify(
    args: &Classify,
    inputs: Inputs,
    format: &dyn VerdictFormat,
    out: impl Write,
    name: &str,
) -> anyhow::Result<()> {
    let model = super::model(&args.model)?;
    let threshold = args.threshold.unwrap_or(model.threshold);
    // A thread that has no article to judge is not worth starting.
    let most = inputs.most_articles().unwrap_or(usize::MAX);
    let threads = super::threads(&args.threads).min(most);
    let named = |source| Error::io(name, source);
    // Somebody may be waiting at the other end of a pipe; nobody is where only files are read.
    let is_live = inputs.has_stdin();
    let mut writer = VerdictWriter::new(out, format);
    let judged = classify_all(&model, threshold, threads, inputs, format, |articles| {
        writer.write(articles).map_err(named)?;
        if is_live {
            writer.flush().map_err(named)?;
        }
        Ok(())
    });
    // What was judged before an error is written all the same.
    let finished = writer.finish().map_err(named);
    judged?;
    Ok(finished?)
}

fn format(args: &Classify, inputs: &Inputs, to_terminal: bool) -> Box<dyn VerdictFormat> {
    let default = if to_terminal {
        OutputFormat::Table
    } else {
        OutputFormat::Jsonl
    };
    match args.format.unwrap_or(default) {
        OutputFormat::Table => Box::new(Table::new(width(), styled(to_terminal))),
        OutputFormat::Jsonl => Box::new(Jsonl::new(args.with_text)),
        OutputFormat::Csv => Box::new(Csv::new(args.with_text)),
        OutputFormat::Clean => Box::new(Clean::new(inputs.clean_form())),
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
