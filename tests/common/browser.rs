//! A headless Chromium for the tests, controlled through chromedriver by WebDriver's JSON protocol.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A WebDriver session; dropping it ends the session and chromedriver.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Starts chromedriver and a session; panics if chromedriver is not installed.
    pub fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("this test needs chromedriver and Chromium: install them");
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("successfully on port ")?;
                port.trim_end_matches('.').parse().ok()
            })
            .expect("chromedriver prints its port");
        let mut browser = Browser { driver, port, session: String::new() };
        let options =
            json!({"args": ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]});
        let logs = json!({"browser": "ALL", "performance": "ALL"});
        let wanted = json!({"goog:chromeOptions": options, "goog:loggingPrefs": logs});
        let made = browser.post("session", &json!({"capabilities": {"alwaysMatch": wanted}}));
        browser.session = format!("session/{}", made["sessionId"].as_str().unwrap());
        browser
    }

    /// Opens a file and waits until the page is loaded.
    pub fn open(&self, page: &Path) {
        self.of_session("url", &json!({"url": format!("file://{}", page.display())}));
    }

    /// Runs the body of a JavaScript function on the page and returns its result.
    pub fn run(&self, body: &str) -> Value {
        self.of_session("execute/sync", &json!({"script": body, "args": []}))
    }

    /// Presses a key, given as the character of WebDriver's table, at the focused element.
    pub fn press(&self, key: char) {
        let actions = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.of_session("actions", &json!({"actions": [keyboard]}));
    }

    /// Sends a command of the developer tools' protocol.
    pub fn command(&self, command: &str, parameters: Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.of_session("goog/cdp/execute", &body)
    }

    /// The console messages since the last call.
    pub fn console(&self) -> Vec<String> {
        let entries = self.of_session("se/log", &json!({"type": "browser"}));
        let entries = entries.as_array().unwrap().iter();
        entries.map(|entry| entry["message"].to_string()).collect()
    }

    /// The addresses requested since the last call, including the opened files.
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
        // chromedriver keeps the connection open, so read by length and not to the end.
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
        // Chromium would outlive its driver. A failure here must not hide the failure of the test.
        if !self.session.is_empty() {
            let end = || self.request("DELETE", &self.session, "");
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(end));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
