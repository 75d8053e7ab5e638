//! Full disks, read-only and removed folders, concurrent runs and unusual environments: the target
//! is the old file or the complete new file.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use crate::common::process::{
    TEXT, endless, in_namespaces, stderr_of, stderr_of_child, until, wait,
};
use crate::common::{adsift, adsift_process, article, folder_with, names_in, refusal, starter};
use crate::common::{stdout, tiny_model, verdicts};

#[test]
#[ignore = "needs name spaces: root, or user name spaces and `unshare`"]
fn full_disk_leaves_the_old_file() {
    let model = fs::metadata(tiny_model()).unwrap().len();
    let articles: String = (0..200).map(|at| article(&at.to_string(), TEXT)).collect();
    let (_folder, path) = folder_with("articles.jsonl", articles);
    let (path, data) = (path.to_str().unwrap(), starter());
    let mut refused = 0;
    // A file system has at least one page of 4 kB.
    for kilobytes in (4..model / 1024 + 60).step_by(8) {
        let script = format!(
            "mount -t tmpfs -o size={kilobytes}k tmpfs /mnt && cd /mnt && echo old > out && \"$0\" \"$@\"; \
             code=$?; [ $code = 0 ] || [ \"$(cat out)\" = old ] || exit 99; \
             [ $(ls -A | wc -l) = 1 ] || exit 98; exit $code"
        );
        let runs: [&[&str]; 2] = [
            &["classify", "-o", "out", path],
            &[
                "train",
                "--bits",
                "12",
                "--force",
                "-o",
                "out",
                data.to_str().unwrap(),
                "--article-column",
                "article",
            ],
        ];
        for run in runs {
            let output = in_namespaces(&script, run);
            let message = stderr_of(&output);
            match output.status.code() {
                Some(0) => {}
                Some(2) => {
                    assert!(message.contains("No space left"), "{message}");
                    refused += 1;
                }
                code => panic!("{code:?} at {kilobytes} kB: {message}"),
            }
        }
    }
    assert!(refused >= 2, "{refused}");
}

#[test]
#[ignore = "needs name spaces: root, or user name spaces and `unshare`"]
fn read_only_file_system_can_be_read_and_not_written_to() {
    let (folder, _) = folder_with("page.txt", TEXT);
    let folder = folder.path().display();
    let read_only = format!(
        "mount --bind {folder} {folder} && mount -o remount,bind,ro {folder} && cd {folder} && \
         TMPDIR=. HOME=. exec \"$0\" \"$@\""
    );
    let output = in_namespaces(&read_only, &["classify", "page.txt"]);
    assert!(output.status.success(), "{}", stderr_of(&output));
    assert_eq!(verdicts(&String::from_utf8(output.stdout).unwrap()).len(), 2);
    let output = in_namespaces(&read_only, &["classify", "page.txt", "-o", "out"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr_of(&output), "error: out: Read-only file system (os error 30)\n");
}

#[test]
#[ignore = "needs name spaces: root, or user name spaces and `unshare`"]
fn every_verb_works_without_a_network() {
    let folder = tempfile::tempdir().unwrap();
    let (_folder, page) = folder_with("page.txt", TEXT);
    let model = folder.path().join("model");
    let (starter, page) = (starter(), page.to_str().unwrap());
    let (starter, model) = (starter.to_str().unwrap(), model.to_str().unwrap());
    let runs: [&[&str]; 4] = [
        &["classify", page],
        &["train", starter, "--bits", "12", "-o", model],
        &["evaluate", starter],
        &["inspect", starter],
    ];
    for run in runs {
        // A new name space has no network.
        let output = in_namespaces("exec \"$0\" \"$@\"", run);
        assert!(output.status.success(), "{run:?} {}", stderr_of(&output));
    }
}

#[test]
fn concurrent_runs_leave_one_whole_output() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out");
    let inputs: Vec<_> = ["a", "b"]
        .iter()
        .map(|name| {
            let path = folder.path().join(format!("{name}.jsonl"));
            let articles: String = (0..2000).map(|_| article(name, TEXT)).collect();
            fs::write(&path, articles).unwrap();
            path
        })
        .collect();
    let run = |path: &Path, out: &Path| {
        let mut command = adsift_process();
        command.args(["classify", "-m"]).args([tiny_model(), path]).arg("-o").arg(out);
        command.spawn().unwrap()
    };
    let alone: Vec<_> = inputs
        .iter()
        .map(|path| {
            let out = folder.path().join("alone");
            assert!(wait(&mut run(path, &out)).success());
            fs::read_to_string(&out).unwrap()
        })
        .collect();
    for _ in 0..5 {
        let mut children: Vec<_> = inputs.iter().map(|path| run(path, &target)).collect();
        for child in &mut children {
            assert!(wait(child).success());
        }
        let found = fs::read_to_string(&target).unwrap();
        assert!(alone.contains(&found));
    }
    assert_eq!(names_in(folder.path()), ["a.jsonl", "alone", "b.jsonl", "out"]);
}

#[test]
fn removed_output_folder_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let out = inner.join("out");
    let (mut child, input) = endless(3000, &["-o", out.to_str().unwrap()], Stdio::null());
    until(|| !names_in(&inner).is_empty());
    fs::remove_dir_all(&inner).unwrap();
    drop(input);
    assert_eq!(wait(&mut child).code(), Some(2));
    let message = stderr_of_child(&mut child);
    assert!(message.contains("inner/out: ") && message.contains("No such file"), "{message}");
}

#[test]
fn environment_variables_change_nothing() {
    let text = "TITLE INSIDE: Buy İstanbul and ISPARTA flights, save 50%!";
    let (_folder, page) = folder_with("page.txt", text);
    let alone = stdout(adsift().arg("classify").arg(&page));
    for (name, value) in [
        ("LANG", "C"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("TMPDIR", "/no/such"),
        ("HOME", ""),
        ("TZ", "Nowhere/Else"),
        ("TERM", "dumb"),
        ("COLUMNS", "-1"),
        ("RAYON_NUM_THREADS", "x"),
    ] {
        let mut command = adsift();
        assert_eq!(stdout(command.env(name, value).arg("classify").arg(&page)), alone, "{name}");
    }
    let mut command = adsift();
    assert_eq!(stdout(command.env_clear().arg("classify").arg(&page)), alone);
    for threads in ["1", "64"] {
        let mut command = adsift();
        assert_eq!(stdout(command.args(["classify", "-j", threads]).arg(&page)), alone);
    }
    // The temporary file of a model is next to its target, not in TMPDIR.
    let folder = tempfile::tempdir().unwrap();
    let mut command = adsift();
    command.env("TMPDIR", "/no/such").args(["train", "--bits", "12", "-o"]);
    command.arg(folder.path().join("model")).arg(starter()).assert().success();
}

#[test]
#[ignore = "needs a user who may not read every file, or root with `setpriv`"]
fn unreadable_file_is_an_error() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path) = folder_with("secret.txt", TEXT);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if File::open(&path).is_err() {
        let message = refusal(adsift().arg("classify").arg(&path));
        assert!(message.contains("Permission denied"), "{message}");
        return;
    }
    // Root may read every file, the user `nobody` may not. `cp` makes the copy: a file that this
    // process writes could still be open in a child of another test, and would be too busy to run.
    let program = folder.path().join("adsift");
    let copied = std::process::Command::new("cp")
        .args([Path::new(env!("CARGO_BIN_EXE_adsift")), &program])
        .status();
    assert!(copied.unwrap().success());
    for path in [folder.path(), &program] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let as_nobody = |arguments: &[&Path]| {
        std::process::Command::new("setpriv")
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .args(arguments)
            .output()
    };
    assert!(
        as_nobody(&[Path::new("true")]).is_ok_and(|run| run.status.success()),
        "as root this test needs `setpriv` and the right to change the user"
    );
    let run = as_nobody(&[&program, Path::new("classify"), &path]).unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr_of(&run).contains("Permission denied"), "{}", stderr_of(&run));
}
