//! Plays histories and prints what the run and its host said to each other: one JSON object a history.
//!
//! ```text
//! transcript FILE…                          with the commands that each history implies
//! transcript --history FILE --script FILE   with the completions of the script, one in base64 a line
//! transcript --scripts FILE                 many at once: on each line {"name", "history", "completions"}, in base64
//! ```

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use dacapo_replay::{
    read::read,
    transcript::{Transcript, transcribe, transcribe_script},
};
use serde::{Deserialize, Serialize};
use std::{
    error::Error,
    fs,
    io::{self, BufRead, Write},
};

#[derive(Deserialize)]
struct Script {
    name: String,
    history: String,
    completions: Vec<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    /// The history as it was played, encoded, in base64; not repeated where the input had it so.
    #[serde(skip_serializing_if = "String::is_empty")]
    history: String,
    #[serde(flatten)]
    transcript: Option<Transcript>,
    #[serde(skip_serializing_if = "String::is_empty")]
    error: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut out = io::stdout().lock();
    match words.as_slice() {
        ["--scripts", file] => {
            for line in io::BufReader::new(fs::File::open(file)?).lines() {
                let script: Script = serde_json::from_str(&line?)?;
                let history = Bytes::from(STANDARD.decode(script.history)?);
                let transcript = transcribe_script(&history, decode(script.completions)?);
                print(&mut out, &script.name, Bytes::new(), Ok(transcript))?;
            }
        }
        ["--history", file, "--script", script] => {
            let completions = decode(fs::read_to_string(script)?.lines().map(str::to_owned).collect())?;
            for history in read(fs::read(file)?.into(), file)? {
                let transcript = transcribe_script(&history.bytes, completions.clone());
                print(&mut out, file, history.bytes, Ok(transcript))?;
            }
        }
        files => {
            for file in files {
                let histories = match read(fs::read(file)?.into(), file) {
                    Ok(histories) => histories,
                    Err(error) => {
                        print(&mut out, file, Bytes::new(), Err(error.to_string()))?;
                        continue;
                    }
                };
                for history in histories {
                    let transcript = transcribe(&history.bytes).map_err(|error| error.to_string());
                    print(&mut out, file, history.bytes, transcript)?;
                }
            }
        }
    }
    Ok(())
}

fn decode(completions: Vec<String>) -> Result<Vec<Bytes>, base64::DecodeError> {
    completions.into_iter().map(|completion| STANDARD.decode(completion).map(Bytes::from)).collect()
}

fn print(
    out: &mut impl Write,
    name: &str,
    history: Bytes,
    transcript: Result<Transcript, String>,
) -> Result<(), Box<dyn Error>> {
    let (transcript, error) = match transcript {
        Ok(transcript) => (Some(transcript), String::new()),
        Err(error) => (None, error),
    };
    let line = Line { name, history: STANDARD.encode(history), transcript, error };
    writeln!(out, "{}", serde_json::to_string(&line)?)?;
    Ok(())
}
