//! Sizes and numbers.

const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/// Three digits or so with a binary unit: `1.46 MiB`.
pub(crate) fn human_bytes(bytes: u64) -> String {
    if bytes < 1024 {
        return if bytes == 1 {
            "1 byte".to_owned()
        } else {
            format!("{bytes} bytes")
        };
    }
    // Each unit has ten bits more. Hundredths, so that no floating point is needed; of large
    // numbers the lowest bits, which would not fit, do not show.
    let exponent = bytes.ilog2() / 10;
    let bits = exponent * 10;
    let dropped = bits.saturating_sub(30);
    let hundredths = ((bytes >> dropped) * 100) >> (bits - dropped);
    let (whole, fraction) = (hundredths / 100, hundredths % 100);
    let unit = UNITS[exponent as usize - 1];
    match whole {
        0..10 => format!("{whole}.{fraction:02} {unit}"),
        10..100 => format!("{whole}.{} {unit}", fraction / 10),
        _ => format!("{whole} {unit}"),
    }
}

/// Every byte, with separators: `1,532,714 bytes`.
pub(crate) fn exact_bytes(bytes: u64) -> String {
    let unit = if bytes == 1 { "byte" } else { "bytes" };
    format!("{} {unit}", with_separators(bytes))
}

/// `1 dump`, `1,532 dumps`
pub(crate) fn dumps_in_words(number: u64) -> String {
    let unit = if number == 1 { "dump" } else { "dumps" };
    format!("{} {unit}", with_separators(number))
}

/// `1 crash`, `1,532 crashes`
pub(crate) fn crashes_in_words(number: u64) -> String {
    let unit = if number == 1 { "crash" } else { "crashes" };
    format!("{} {unit}", with_separators(number))
}

/// `1,532,714`
pub(crate) fn with_separators(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn human_sizes_have_three_digits() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1023, "1023 bytes"),
            (1024, "1.00 KiB"),
            (1536, "1.50 KiB"),
            (10_240, "10.0 KiB"),
            (102_400, "100 KiB"),
            (1_048_575, "1023 KiB"),
            (1_048_576, "1.00 MiB"),
            (1_532_714, "1.46 MiB"),
            (4 * 1024 * 1024 * 1024, "4.00 GiB"),
            (u64::MAX, "15.9 EiB"),
        ] {
            assert_eq!(human_bytes(bytes), text);
        }
    }

    #[test]
    fn exact_sizes_have_separators() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1,000 bytes"),
            (1_532_714, "1,532,714 bytes"),
            (u64::MAX, "18,446,744,073,709,551,615 bytes"),
        ] {
            assert_eq!(exact_bytes(bytes), text);
        }
    }
}
