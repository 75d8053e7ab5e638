//! HTML: the whole file is one page, its paragraphs those that a reader sees.

mod blocks;
mod charset;
mod element;
mod names;
#[cfg(test)]
mod dump {
    use super::*;
    use std::io::Write;
    #[test]
    fn dump() {
        let Ok(dir) = std::env::var("DUMP") else { return };
        let mut out = std::fs::File::create("/tmp/blocks.jsonl").unwrap();
        let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let html = std::fs::read(&path).unwrap();
            let page = blocks::read(&html, lol_html::AsciiCompatibleEncoding::new(charset::of(&html)).unwrap(), 1 << 25).unwrap();
            for b in &page.blocks {
                let names: Vec<_> = b.inside.iter_names().map(|(n, _)| n).collect();
                let v = serde_json::json!({"page": path.file_stem().unwrap().to_str().unwrap(), "text": &page.text[b.text.clone()], "start": b.source.start, "end": b.source.end, "inside": names, "link_bytes": b.link_bytes, "links": b.links, "paid_links": b.paid_links});
                writeln!(out, "{v}").unwrap();
            }
        }
    }
}
