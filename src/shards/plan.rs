//! Finds the shards of a run and the output path of each.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::files::path_pattern;
use crate::input::{Compression, Format};

/// An input file and its output file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shard {
    /// The path of the input.
    pub input: PathBuf,
    /// The path of the output: the same name in the output folder.
    pub output: PathBuf,
    /// Its format: Parquet or JSON Lines.
    pub format: Format,
    /// Its compression, and that of the output.
    pub compression: Compression,
}

const REPLACED: &str = "the output of this input would replace it; name another output folder";

/// One of several runs that share the shards, for example on several machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Number of this run, from 0.
    pub rank: usize,
    /// Number of runs.
    pub world_size: usize,
}

impl Default for Part {
    fn default() -> Self {
        Part { rank: 0, world_size: 1 }
    }
}

/// Finds the shards of one part of the work, sorted by path.
///
/// Each of `patterns` is a path or a pattern such as `in/*.parquet`; files in `out_dir` do not
/// match a pattern. All parts together have every shard once.
///
/// # Errors
/// - [`Error::Setting`] if a pattern is invalid, or the rank is not below the number of runs.
/// - [`Error::Io`] if a pattern matches no file, a file is neither JSON Lines nor Parquet, or two
///   shards have the same output.
/// - [`Error::OutputFolder`] if an output would replace its input.
///
/// ```
/// use adsift::shards::{Part, find};
///
/// let folder = tempfile::tempdir()?;
/// for name in ["a.jsonl", "b.jsonl.gz", "c.jsonl"] {
///     std::fs::write(folder.path().join(name), "")?;
/// }
/// let patterns = [folder.path().join("*.jsonl*").display().to_string()];
/// let out = folder.path().join("out");
/// let shards = find(&patterns, &out, Part { rank: 0, world_size: 2 })?;
/// let outputs: Vec<_> = shards.iter().map(|shard| shard.output.clone()).collect();
/// assert_eq!(outputs, [out.join("a.jsonl"), out.join("c.jsonl")]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn find(patterns: &[String], out_dir: &Path, part: Part) -> Result<Vec<Shard>> {
    if part.rank >= part.world_size {
        return Err(Error::Setting {
            name: "rank",
            problem: format!("{} is not below the world size, {}", part.rank, part.world_size),
        });
    }
    let mut inputs = Vec::new();
    for pattern in patterns {
        inputs.append(&mut matching(pattern, out_dir)?);
    }
    inputs.sort();
    inputs.dedup();
    let mut shards = Vec::with_capacity(inputs.len());
    let mut input_of = HashMap::new();
    for input in inputs {
        let shard = shard(input, out_dir)?;
        if let Some(other) = input_of.insert(shard.output.clone(), shard.input.clone()) {
            let other = other.display();
            return Err(refused(
                &shard.input,
                &format!(
                    "has the same name as {other}; classify one of them into another output folder"
                ),
            ));
        }
        shards.push(shard);
    }
    let ours =
        |(index, shard): (usize, Shard)| (index % part.world_size == part.rank).then_some(shard);
    Ok(shards.into_iter().enumerate().filter_map(ours).collect())
}

/// Returns the files that match a pattern. An existing path matches itself, even if it has the
/// characters of a pattern.
fn matching(pattern: &str, out_dir: &Path) -> Result<Vec<PathBuf>> {
    let path = Path::new(pattern);
    if path.exists() {
        return Ok(vec![path.to_owned()]);
    }
    let found = path_pattern::matching(pattern, true).map_err(|error| Error::Setting {
        name: "shards",
        problem: format!("{pattern:?} is not a valid pattern: {error}"),
    })?;
    // The outputs of an earlier run are not inputs, even if the pattern matches them.
    let outputs = fs::canonicalize(out_dir).ok();
    let is_output = |path: &Path| {
        let folder = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
        outputs.is_some() && folder == outputs
    };
    let (mut files, mut has_outputs) = (Vec::new(), false);
    for path in found {
        let path = path?;
        if !path.is_file() {
            continue;
        }
        if is_output(&path) {
            has_outputs = true;
        } else {
            files.push(path);
        }
    }
    if !files.is_empty() {
        Ok(files)
    } else if has_outputs {
        Err(replaced(path))
    } else {
        let problem = "no such file, and no file matches this pattern";
        Err(Error::io(pattern, io::Error::new(io::ErrorKind::NotFound, problem)))
    }
}

/// Creates the shard of an input file.
fn shard(input: PathBuf, out_dir: &Path) -> Result<Shard> {
    let name = input.file_name().filter(|_| input.is_file());
    let shown = name.and_then(|name| name.to_str()).unwrap_or_default();
    let format = match Format::of_name(shown) {
        // A shard has a record per line, so that its output has a line for each of them.
        Some(Format::Jsonl | Format::Json) => Some(Format::Jsonl),
        Some(Format::Parquet) => Some(Format::Parquet),
        _ => None,
    };
    let (Some(name), Some(format)) = (name, format) else {
        let problem =
            "the name is that of neither Parquet nor JSON Lines; leave the file out of the shards";
        return Err(refused(&input, problem));
    };
    let (_, compression) = Compression::of_name(shown);
    let output = out_dir.join(name);
    let is_same = fs::canonicalize(&output)
        .is_ok_and(|output| fs::canonicalize(&input).is_ok_and(|input| input == output));
    if is_same {
        return Err(replaced(&input));
    }
    Ok(Shard { output, input, format, compression })
}

fn replaced(input: &Path) -> Error {
    Error::OutputFolder { path: input.display().to_string(), problem: REPLACED.to_owned() }
}

fn refused(path: &Path, what: &str) -> Error {
    Error::io(path.display().to_string(), io::Error::new(io::ErrorKind::InvalidInput, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shard_belongs_to_one_part() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..10 {
            fs::write(folder.path().join(format!("{number}.jsonl")), b"").unwrap();
        }
        fs::create_dir(folder.path().join("x.jsonl")).unwrap();
        let pattern = folder.path().join("*.jsonl").display().to_string();
        let out = folder.path().join("out");
        let find = |rank, world_size| {
            find(&[pattern.clone(), pattern.clone()], &out, Part { rank, world_size })
        };
        let all = find(0, 1).unwrap();
        assert_eq!(all.len(), 10);
        assert_eq!(all[3].output, out.join("3.jsonl"));
        for world_size in [2, 3, 10, 11] {
            let mut parts: Vec<Shard> =
                (0..world_size).flat_map(|rank| find(rank, world_size).unwrap()).collect();
            parts.sort_by(|a, b| a.input.cmp(&b.input));
            assert_eq!(parts, all, "{world_size}");
        }
        assert!(find(2, 2).unwrap_err().to_string().contains("2 is not below the world size, 2"));
    }

    #[test]
    fn refuses_other_files_and_outputs_that_replace_inputs() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        for path in [&a, &b] {
            fs::create_dir(path).unwrap();
            fs::write(path.join("1.jsonl"), b"").unwrap();
            fs::write(path.join("[1].jsonl"), b"").unwrap();
            fs::write(path.join("notes.txt"), b"").unwrap();
        }
        let found = |patterns: &[PathBuf], out: &Path| {
            let patterns: Vec<String> =
                patterns.iter().map(|path| path.display().to_string()).collect();
            find(&patterns, out, Part::default()).map_err(|error| error.to_string())
        };
        let out = folder.path().join("out");
        for (patterns, out, problem) in [
            (&[a.join("*.csv")][..], &out, "no such file, and no file matches this pattern"),
            (&[a.join("*.txt")], &out, "neither Parquet nor JSON Lines"),
            (std::slice::from_ref(&a), &out, "neither Parquet nor JSON Lines"),
            (&[a.join("***")], &out, "is not a valid pattern"),
            (&[a.join("*.jsonl")], &a, "would replace"),
            (&[a.join("1.jsonl"), b.join("1.jsonl")], &out, "has the same name as"),
        ] {
            let error = found(patterns, out).unwrap_err();
            assert!(error.contains(problem), "{error}");
        }
        assert_eq!(found(&[a.join("[1].jsonl")], &out).unwrap()[0].output, out.join("[1].jsonl"));
    }
}
