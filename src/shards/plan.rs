//! Which shards there are, and where each goes.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::input::{Compression, Format};

/// A file, and the one it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// What is read.
    pub input: PathBuf,
    /// What is written: a file of the same name in the output's folder.
    pub output: PathBuf,
    /// Its format: Parquet or JSON Lines.
    pub format: Format,
    /// Its compression, which the output has too.
    pub compression: Compression,
}

const REPLACED: &str = "its output would replace it; name another output folder";

/// One of several runs that divide the shards among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which one, from 0.
    pub rank: usize,
    /// How many there are.
    pub world_size: usize,
}

impl Default for Part {
    fn default() -> Self {
        Part {
            rank: 0,
            world_size: 1,
        }
    }
}

/// The shards that these patterns (`in/*.parquet`) or paths name, in order of their paths, those of one part
/// of the work. All parts together have every shard once.
///
/// # Errors
/// [`Error::Setting`] for a pattern or a part that is none; [`Error::Io`] where a pattern finds no file, a
/// file is no shard, two shards would have one output, or an output would replace its input.
pub fn find(patterns: &[String], out_dir: &Path, part: Part) -> Result<Vec<Shard>> {
    if part.rank >= part.world_size {
        return Err(Error::Setting {
            name: "rank",
            problem: format!(
                "{} is not below the world size, {}",
                part.rank, part.world_size
            ),
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
                &format!("has the name of {other}; give them two folders for their outputs"),
            ));
        }
        shards.push(shard);
    }
    let ours =
        |(index, shard): (usize, Shard)| (index % part.world_size == part.rank).then_some(shard);
    Ok(shards.into_iter().enumerate().filter_map(ours).collect())
}

/// The files of a pattern; a path that is there is itself, whatever characters it has.
fn matching(pattern: &str, out_dir: &Path) -> Result<Vec<PathBuf>> {
    let path = Path::new(pattern);
    if path.exists() {
        return Ok(vec![path.to_owned()]);
    }
    let found = glob::glob(pattern).map_err(|error| Error::Setting {
        name: "shards",
        problem: format!("{pattern:?} is no pattern: {error}"),
    })?;
    refuse_unnamed(pattern)?;
    // What an earlier run made is no input, also where the pattern reaches it.
    let outputs = fs::canonicalize(out_dir).ok();
    let is_output = |path: &Path| {
        let folder = path
            .parent()
            .and_then(|folder| fs::canonicalize(folder).ok());
        outputs.is_some() && folder == outputs
    };
    let (mut files, mut outputs_found) = (Vec::new(), 0);
    for path in found {
        let path =
            path.map_err(|error| Error::io(error.path().display().to_string(), error.into()))?;
        match path.is_file() {
            true if is_output(&path) => outputs_found += 1,
            true => files.push(path),
            false => {}
        }
    }
    match (files.is_empty(), outputs_found) {
        (false, _) => Ok(files),
        (true, 0) => Err(Error::io(
            pattern,
            io::Error::new(io::ErrorKind::NotFound, "no file has such a path"),
        )),
        (true, _) => Err(replaced(path)),
    }
}

/// Refuses a folder with a name that a pattern cannot see: its file would be left out without a word.
fn refuse_unnamed(pattern: &str) -> Result<()> {
    let folder = Path::new(pattern)
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new(".")));
    for entry in entries.into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_none() {
            return Err(refused(
                &entry.path(),
                "has a name that is no UTF-8, which no pattern can find; rename it",
            ));
        }
    }
    Ok(())
}

fn shard(input: PathBuf, out_dir: &Path) -> Result<Shard> {
    let name = input.file_name().filter(|_| input.is_file());
    let shown = name.and_then(|name| name.to_str()).unwrap_or_default();
    let format = Format::of_name(shown);
    let format = format.filter(|format| matches!(format, Format::Parquet | Format::Jsonl));
    let (Some(name), Some(format)) = (name, format) else {
        let problem =
            "by its name this is neither Parquet nor JSON Lines; leave it out of the shards";
        return Err(refused(&input, problem));
    };
    let (_, compression) = Compression::of_name(shown);
    let output = out_dir.join(name);
    let is_same = fs::canonicalize(&output)
        .is_ok_and(|output| fs::canonicalize(&input).is_ok_and(|input| input == output));
    if is_same {
        return Err(replaced(&input));
    }
    Ok(Shard {
        output,
        input,
        format,
        compression,
    })
}

fn replaced(input: &Path) -> Error {
    Error::OutputFolder {
        path: input.display().to_string(),
        problem: REPLACED.to_owned(),
    }
}

fn refused(path: &Path, what: &str) -> Error {
    Error::io(
        path.display().to_string(),
        io::Error::new(io::ErrorKind::InvalidInput, what),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shard_falls_to_one_part() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..10 {
            fs::write(folder.path().join(format!("{number}.jsonl")), b"").unwrap();
        }
        fs::create_dir(folder.path().join("x.jsonl")).unwrap();
        let pattern = folder.path().join("*.jsonl").display().to_string();
        let out = folder.path().join("out");
        let find = |rank, world_size| {
            find(
                &[pattern.clone(), pattern.clone()],
                &out,
                Part { rank, world_size },
            )
        };
        let all = find(0, 1).unwrap();
        assert_eq!(all.len(), 10);
        assert_eq!(all[3].output, out.join("3.jsonl"));
        for world_size in [2, 3, 10, 11] {
            let mut parts: Vec<Shard> = (0..world_size)
                .flat_map(|rank| find(rank, world_size).unwrap())
                .collect();
            parts.sort_by(|a, b| a.input.cmp(&b.input));
            assert_eq!(parts, all, "{world_size}");
        }
        assert!(
            find(2, 2)
                .unwrap_err()
                .to_string()
                .contains("2 is not below the world size, 2")
        );
    }

    #[test]
    fn what_is_no_shard_or_would_be_lost_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        for path in [&a, &b] {
            fs::create_dir(path).unwrap();
            fs::write(path.join("1.jsonl"), b"").unwrap();
            fs::write(path.join("[1].jsonl"), b"").unwrap();
            fs::write(path.join("notes.txt"), b"").unwrap();
        }
        let told = |patterns: &[PathBuf], out: &Path| {
            let patterns: Vec<String> = patterns
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            find(&patterns, out, Part::default()).map_err(|error| error.to_string())
        };
        let out = folder.path().join("out");
        assert!(
            told(&[a.join("*.csv")], &out)
                .unwrap_err()
                .ends_with("no file has such a path")
        );
        assert!(
            told(&[a.join("*.txt")], &out)
                .unwrap_err()
                .contains("neither Parquet nor JSON Lines")
        );
        assert!(
            told(std::slice::from_ref(&a), &out)
                .unwrap_err()
                .contains("neither Parquet nor JSON Lines")
        );
        assert!(
            told(&[a.join("***")], &out)
                .unwrap_err()
                .contains("is no pattern")
        );
        assert!(
            told(&[a.join("*.jsonl")], &a)
                .unwrap_err()
                .contains("would replace")
        );
        assert!(
            told(&[a.join("1.jsonl"), b.join("1.jsonl")], &out)
                .unwrap_err()
                .contains("has the name of")
        );
        assert_eq!(
            told(&[a.join("[1].jsonl")], &out).unwrap()[0].output,
            out.join("[1].jsonl")
        );
    }
}
