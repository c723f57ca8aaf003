//! Tells what happens in the execution that an input of `activation_script` chooses: `tell FILE`.

use dacapo_fuzz::{activation_script, model::sim::Entry};
use std::{env, fs};

fn main() {
    for file in env::args().skip(1) {
        println!("{file}");
        let bytes = fs::read(&file).expect("the input can be read");
        println!("{:?}", activation_script::run_observed(&bytes, tell));
    }
}

fn tell(entry: &Entry<'_>) {
    match entry {
        Entry::Input(input) => println!("{}", shortened(format!("{input:?}"))),
        Entry::Answer(activation, commands) => {
            let jobs: Vec<&str> = activation.jobs.iter().map(|job| job.name()).collect();
            let commands: Vec<&str> = commands.iter().map(|command| command.kind.name()).collect();
            let replaying = if activation.is_replaying { "replayed " } else { "" };
            println!("  {replaying}{}: {} => {}", activation.history_length, jobs.join(" "), commands.join(" "));
        }
        _ => {}
    }
}

fn shortened(text: String) -> String {
    text.chars().take(160).collect()
}
