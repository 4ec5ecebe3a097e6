#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| arnlint_fuzz::config::run(bytes));
