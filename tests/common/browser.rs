//! A browser for the tests: headless Chromium through chromedriver, spoken to in WebDriver's JSON.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A session; it ends, and chromedriver with it, when this is dropped.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Starts one; `None`, which is told, where there is no chromedriver.
    pub fn start() -> Option<Self> {
        let spawned = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut driver) = spawned else {
            let _ = writeln!(std::io::stderr(), "skipped: no chromedriver");
            return None;
        };
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("successfully on port ")?;
                port.trim_end_matches('.').parse().ok()
            })
            .expect("chromedriver says its port");
        let mut browser = Browser {
            driver,
            port,
            session: String::new(),
        };
        let options =
            json!({"args": ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]});
        let logs = json!({"browser": "ALL", "performance": "ALL"});
        let wanted = json!({"goog:chromeOptions": options, "goog:loggingPrefs": logs});
        let made = browser.post("session", &json!({"capabilities": {"alwaysMatch": wanted}}));
        browser.session = format!("session/{}", made["sessionId"].as_str().unwrap());
        Some(browser)
    }

    /// Opens a file and waits until it is loaded.
    pub fn open(&self, page: &Path) {
        self.of_session("url", &json!({"url": format!("file://{}", page.display())}));
    }

    /// What a function's body returns on the page.
    pub fn run(&self, body: &str) -> Value {
        self.of_session("execute/sync", &json!({"script": body, "args": []}))
    }

    /// Presses a key where the focus is, by its character in WebDriver's table.
    pub fn press(&self, key: char) {
        let actions = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.of_session("actions", &json!({"actions": [keyboard]}));
    }

    /// A command of the developer tools' protocol.
    pub fn tell(&self, command: &str, parameters: Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.of_session("goog/cdp/execute", &body)
    }

    /// What pages have written to the console since this was last asked.
    pub fn console(&self) -> Vec<String> {
        let entries = self.of_session("se/log", &json!({"type": "browser"}));
        let entries = entries.as_array().unwrap().iter();
        entries.map(|entry| entry["message"].to_string()).collect()
    }

    /// The addresses asked for since this was last asked, the opened files among them.
    pub fn requests(&self) -> Vec<String> {
        let entries = self.of_session("se/log", &json!({"type": "performance"}));
        let entries = entries.as_array().unwrap().iter();
        let events = entries.map(|entry| -> Value {
            serde_json::from_str(entry["message"].as_str().unwrap()).unwrap()
        });
        events
            .filter(|event| event["message"]["method"] == "Network.requestWillBeSent")
            .map(|event| {
                let request = &event["message"]["params"]["request"];
                request["url"].as_str().unwrap().to_owned()
            })
            .collect()
    }

    fn of_session(&self, path: &str, body: &Value) -> Value {
        self.post(&format!("{}/{path}", self.session), body)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.request("POST", path, &body.to_string())
    }

    fn request(&self, method: &str, path: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(6 * super::GUARD)).unwrap();
        write!(
            stream,
            "{method} /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        // It keeps the connection, whatever it is asked for.
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            answer.read_line(&mut line).unwrap();
            if line.trim_end().is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or(("", ""));
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut json = vec![0; length];
        answer.read_exact(&mut json).unwrap();
        let mut json: Value = serde_json::from_slice(&json).unwrap();
        let value = json["value"].take();
        assert!(value["error"].is_null(), "{path}: {value}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Chromium would outlive its driver. What fails here must not hide why the test did.
        if !self.session.is_empty() {
            let end = || self.request("DELETE", &self.session, "");
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(end));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
