//! `adsift classify`: articles in, verdicts out.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Instant;

use adsift::classifier::{Sink, classify_all};
use adsift::output::atomic::AtomicFile;
use adsift::output::{Clean, Csv, Html, Jsonl, Table, VerdictFormat, VerdictWriter};
use adsift::terminal::Escaped;
use adsift::{Error, Result};

use super::inputs::Inputs;
use super::rejections::Rejections;
use crate::cli::{Classify, OutputFormat};
use crate::interrupt::Uninterrupted;
use crate::notices::{self, Progress};

const WIDTH_WITHOUT_A_TERMINAL: usize = 100;

pub fn run(args: &Classify) -> anyhow::Result<ExitCode> {
    if !args.shards.shards.is_empty() {
        return super::shards::run(args);
    }
    check(args)?;
    let inputs = Inputs::open(args)?;
    let mut rejections = Rejections::open(&args.on_error)?;
    match &args.output {
        None => {
            let to_terminal = io::stdout().is_terminal();
            let format = format(args, &inputs, to_terminal);
            let stdout = Uninterrupted(io::stdout().lock());
            let out: Box<dyn Write> = match format.notation() {
                Some(notation) if to_terminal => Box::new(Escaped::new(stdout, notation)),
                _ => Box::new(stdout),
            };
            classify(args, inputs, &*format, out, super::STDOUT, &mut rejections)?;
        }
        Some(path) => {
            let format = format(args, &inputs, false);
            let mut file = AtomicFile::create(path, true)?;
            let name = path.display().to_string();
            classify(args, inputs, &*format, &mut file, &name, &mut rejections)?;
            file.commit()?;
        }
    }
    let rejected = rejections.finish()?;
    Ok(if args.strict && rejected > 0 {
        ExitCode::from(super::GATE_FAILED)
    } else {
        ExitCode::SUCCESS
    })
}

/// What is better known before the work than after it.
fn check(args: &Classify) -> anyhow::Result<()> {
    let model = args.model.model.as_deref();
    let rejects = Rejections::path(&args.on_error);
    for output in [args.output.as_deref(), rejects].into_iter().flatten() {
        super::refuse_to_replace(output, &args.inputs, model)?;
    }
    if rejects.is_some() && rejects == args.output.as_deref() {
        anyhow::bail!("--output and --on-error reject= name the same file; give them two");
    }
    if args.csv_safe && args.format != Some(OutputFormat::Csv) {
        anyhow::bail!("--csv-safe is for CSV; give --format csv too, or leave it out");
    }
    if args.explain && matches!(args.format, Some(OutputFormat::Csv | OutputFormat::Clean)) {
        anyhow::bail!("--explain is for jsonl and table; give --format jsonl, or leave it out");
    }
    Ok(())
}

fn classify(
    args: &Classify,
    inputs: Inputs,
    format: &dyn VerdictFormat,
    out: impl Write,
    name: &str,
    rejections: &mut Rejections,
) -> anyhow::Result<()> {
    let model = super::model(&args.model)?;
    let threshold = args.threshold.unwrap_or(model.threshold);
    // A thread that has no article to judge is not worth starting.
    let most = inputs.most_articles().unwrap_or(usize::MAX);
    let threads = super::threads(&args.threads).min(most);
    let mut output = Output {
        // Somebody may be waiting at the other end of a pipe; nobody is where only files are read.
        is_live: inputs.has_stdin(),
        writer: VerdictWriter::new(out, format),
        name,
        rejections,
    };
    let start = Instant::now();
    // Verdicts that go by on the same terminal tell enough.
    let progress = match name == super::STDOUT && io::stdout().is_terminal() {
        true => Progress::none(),
        false => Progress::reading(inputs.bytes(), "articles"),
    };
    let judged = classify_all(&model, threshold, threads, inputs, format, &mut output);
    drop(progress);
    // What was judged before an error is written all the same.
    let finished = output.writer.finish();
    judged?;
    notices::detail(|| super::read_in(start, "articles"));
    Ok(finished.map_err(|source| Error::io(name, source))?)
}

/// Verdicts to a writer, bad records to where `--on-error` wants them.
struct Output<'a, W> {
    writer: VerdictWriter<'a, W>,
    is_live: bool,
    name: &'a str,
    rejections: &'a mut Rejections,
}

impl<W: Write> Sink for &mut Output<'_, W> {
    fn verdicts(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.writer.write(bytes);
        let written = written.and_then(|()| match self.is_live {
            true => self.writer.flush(),
            false => Ok(()),
        });
        written.map_err(|source| Error::io(self.name, source))
    }

    fn error(&mut self, error: Error) -> Result<()> {
        self.rejections.take(error)
    }
}

fn format(args: &Classify, inputs: &Inputs, to_terminal: bool) -> Box<dyn VerdictFormat> {
    let default = if to_terminal {
        OutputFormat::Table
    } else {
        OutputFormat::Jsonl
    };
    match args.format.unwrap_or(default) {
        OutputFormat::Table => {
            Box::new(Table::new(width(), styled(to_terminal)).explained(args.explain))
        }
        OutputFormat::Jsonl => Box::new(Jsonl::new(args.with_text).explained(args.explain)),
        OutputFormat::Csv => Box::new(Csv::new(args.with_text).safe(args.csv_safe)),
        OutputFormat::Html => Box::new(Html),
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
