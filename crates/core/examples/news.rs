//! A count to so many invented news articles, a JSON line each: what `tests/bench` streams.
//!
//! ```sh
//! cargo run --release -p inquit --example news -- 1000 > articles.jsonl
//! ```

use std::io::{BufWriter, Write};

#[path = "../benches/reading/news.rs"]
mod news;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count: u64 = std::env::args().nth(1).ok_or("how many articles?")?.parse()?;
    let mut output = BufWriter::new(std::io::stdout().lock());
    for number in 0..count {
        let article = serde_json::json!({"id": format!("news-{number}"), "text": news::article(number)});
        writeln!(output, "{article}")?;
    }
    output.flush()?;
    Ok(())
}
