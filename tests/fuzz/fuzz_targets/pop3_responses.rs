//! Fuzzes what a POP3 client reads. From the root of the repository:
//!
//! ```sh
//! RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir tests/fuzz --sanitizer none pop3_responses \
//!     tests/fuzz/corpus/pop3_responses tests/fuzz/seeds/pop3_responses -- \
//!     -dict=tests/fuzz/pop3.dict -max_total_time=1800
//! ```
#![no_main]

#[path = "../pop3_responses.rs"]
mod pop3_responses;

libfuzzer_sys::fuzz_target!(|data: &[u8]| pop3_responses::check(data));
