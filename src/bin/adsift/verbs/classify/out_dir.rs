//! `--out-dir`: an output file for each input.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use adsift::files::{AtomicFile, Replace};
use adsift::input::Compression;
use adsift::output::VerdictFormat;
use adsift::pipeline::Sink;
use adsift::terminal::Notation;
use adsift::{Article, Error, Result, Verdict};
use anyhow::bail;

use super::article_stream::STDIN;
use super::bad_records::BadRecords;
use super::classify_run::ClassifyRun;
use super::input_ends::InputEnds;
use super::omissions::Counted;
use crate::console;
use crate::signals::TEMPORARY_FILES;

/// Bytes of the length before each article of a [`Framed`] format.
const LENGTH_BYTES: usize = 8;

/// Classifies all inputs, each into its own file in `dir`.
pub fn run(run: &ClassifyRun<'_>, dir: &Path, bad_records: &mut BadRecords) -> anyhow::Result<()> {
    let articles = run.open()?;
    let is_text = articles.are_text();
    let outputs = output_paths(run, dir, run.choice.extension(is_text))?;
    let ends = Arc::new(InputEnds::default());
    let articles = articles.ending(ends.clone());
    let format = run.choice.verdict_format(is_text, !is_text, &run.fields);
    let format = Counted { format: &*format, omissions: &run.omissions };
    let mut output = FolderOutput {
        format: &format,
        outputs,
        ends,
        bad_records,
        ended: 0,
        current: CurrentInput::default(),
    };
    let judged = run.classify(articles, &Framed(&format), true, &mut output)?;
    judged.map_err(|error| output.bad_records.explained(error))?;
    Ok(output.finish()?)
}

/// Returns the output path of each input: its place below the folder that was read, its name
/// without `.gz` or `.zst`, and `extension`, unless the name has that extension.
///
/// # Errors
/// An error if standard input is an input, if two inputs have the same output, or if an output
/// would replace an input.
pub fn output_paths(
    run: &ClassifyRun<'_>,
    dir: &Path,
    extension: &str,
) -> anyhow::Result<Vec<PathBuf>> {
    let read: HashSet<PathBuf> =
        run.read_paths().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut input_of: HashMap<PathBuf, &str> = HashMap::new();
    let mut outputs = Vec::with_capacity(run.files.len());
    for input in &run.files {
        if input.path == STDIN {
            bail!("--out-dir needs the name of each input; name files instead of standard input");
        }
        let below = input.below.to_string_lossy();
        let (name, _) = Compression::of_name(&below);
        let has_extension =
            Path::new(name).extension().is_some_and(|found| found.eq_ignore_ascii_case(extension));
        let end = if has_extension { String::new() } else { format!(".{extension}") };
        let output = dir.join(format!("{name}{end}"));
        if let Some(other) = input_of.insert(output.clone(), &input.path) {
            bail!(
                "{}: its output, {}, is that of {other} too; write one of them to another folder \
                 with --out-dir",
                input.path,
                output.display()
            );
        }
        if fs::canonicalize(&output).is_ok_and(|output| read.contains(&output)) {
            bail!(
                "{}: the output would replace this input; name another folder with --out-dir",
                output.display()
            );
        }
        outputs.push(output);
    }
    Ok(outputs)
}

/// Creates an output file and the folders above it.
pub fn create(path: &Path) -> Result<AtomicFile> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|source| Error::io(folder.display().to_string(), source))?;
    }
    TEMPORARY_FILES.create(path, Replace::Always)
}

/// A format with the length of each article before its bytes, so that [`FolderOutput`] can count
/// articles.
pub struct Framed<'a>(pub &'a dyn VerdictFormat);

impl VerdictFormat for Framed<'_> {
    fn needs_explanations(&self) -> bool {
        self.0.needs_explanations()
    }

    fn notation(&self) -> Option<Notation> {
        self.0.notation()
    }

    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        out.extend_from_slice(&[0; LENGTH_BYTES]);
        self.0.article(article, verdicts, out)?;
        let length = (out.len() - start - LENGTH_BYTES) as u64;
        out[start..start + LENGTH_BYTES].copy_from_slice(&length.to_le_bytes());
        Ok(())
    }
}

/// Writes the verdicts of each input to its file, whole or not at all. An input without a readable
/// article has no file, unless the input is empty.
pub struct FolderOutput<'a> {
    pub format: &'a dyn VerdictFormat,
    /// The output of each input.
    pub outputs: Vec<PathBuf>,
    pub ends: Arc<InputEnds>,
    pub bad_records: &'a mut BadRecords,
    /// The number of inputs that ended.
    pub ended: usize,
    pub current: CurrentInput,
}

/// The output of the input whose articles arrive.
#[derive(Default)]
pub struct CurrentInput {
    file: Option<AtomicFile>,
    /// Articles and errors so far.
    items: u64,
    has_bytes: bool,
}

impl FolderOutput<'_> {
    /// Ends the inputs that ended before the next item.
    fn end_inputs(&mut self) -> Result<()> {
        while self.ends.take_if(self.current.items) {
            if self.current.items == 0 {
                self.open()?;
            }
            if let Some(file) = std::mem::take(&mut self.current).file {
                let path = file.path().display().to_string();
                file.commit()?;
                console::verbose(|| format!("written: {}", adsift::terminal::escape(&path)));
            }
            self.ended += 1;
        }
        Ok(())
    }

    fn open(&mut self) -> Result<&mut AtomicFile> {
        if self.current.file.is_none() {
            let path = self.outputs.get(self.ended);
            let path = path.ok_or_else(|| Error::Internal("naming an output".to_owned()))?;
            let mut file = create(path)?;
            file.write_all(self.format.header())?;
            self.current.file = Some(file);
        }
        let file = self.current.file.as_mut();
        file.ok_or_else(|| Error::Internal("opening an output".to_owned()))
    }

    fn article(&mut self, bytes: &[u8]) -> Result<()> {
        self.end_inputs()?;
        self.current.items += 1;
        let is_first = !bytes.is_empty() && !self.current.has_bytes;
        self.current.has_bytes |= is_first;
        let separator = if is_first { self.format.separator_len() } else { 0 };
        self.open()?.write_all(bytes.get(separator..).unwrap_or_default())
    }

    /// Ends the last inputs.
    pub fn finish(&mut self) -> Result<()> {
        self.end_inputs()
    }
}

impl Sink for &mut FolderOutput<'_> {
    fn verdicts(&mut self, mut bytes: &[u8]) -> Result<()> {
        self.bad_records.has_articles();
        while let Some((length, rest)) = bytes.split_first_chunk::<LENGTH_BYTES>() {
            let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
            let (article, rest) = rest.split_at(length.min(rest.len()));
            self.article(article)?;
            bytes = rest;
        }
        Ok(())
    }

    fn error(&mut self, error: Error) -> Result<()> {
        self.end_inputs()?;
        self.current.items += 1;
        self.bad_records.add(error)
    }
}
