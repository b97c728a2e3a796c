//! A recording of a tune, as a WAV file: the one large attachment of the mailbox.

use std::f32::consts::TAU;

use super::error::SampleError;

/// Samples a second: enough for a voice.
const RATE: u32 = 16_000;

/// Plays the notes, each as `NAME:BEATS`, such as `G4:1` or `-:0.5` for a rest, at 100 beats a
/// minute, in 16 bits mono.
pub(super) fn wav(notes: &str) -> Result<Vec<u8>, SampleError> {
    let mut sound: Vec<u8> = Vec::new();
    for note in notes.split_whitespace() {
        let (frequency, beats) =
            read(note).ok_or_else(|| SampleError::new(format!("{note} is no note like G4:1.5")))?;
        let length = beats * 0.6;
        for step in 0.. {
            let time = step as f32 / RATE as f32;
            if time >= length {
                break;
            }
            // A soft attack, a slow decay and one overtone: a music box, more or less.
            let envelope = (time * 40.0).min(1.0) * (-time * 2.2).exp() * ((length - time) * 40.0).min(1.0);
            let wave = (time * frequency * TAU).sin() + 0.35 * (time * frequency * 2.0 * TAU).sin();
            let sample = (wave * envelope * 15_000.0) as i16;
            sound.extend_from_slice(&sample.to_le_bytes());
        }
    }
    let size = u32::try_from(sound.len()).map_err(|_| SampleError::new("the tune is too long"))?;
    let mut out = Vec::with_capacity(sound.len() + 44);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(size + 36).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    out.extend_from_slice(&RATE.to_le_bytes());
    out.extend_from_slice(&(RATE * 2).to_le_bytes());
    out.extend_from_slice(b"\x02\0\x10\0data");
    out.extend_from_slice(&size.to_le_bytes());
    out.extend(sound);
    Ok(out)
}

/// The frequency in hertz (0 for a rest) and the beats.
fn read(note: &str) -> Option<(f32, f32)> {
    let (name, beats) = note.split_once(':')?;
    let beats: f32 = beats.parse().ok().filter(|beats| (0.0..=16.0).contains(beats))?;
    let mut characters = name.chars();
    let semitone = match characters.next()? {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' => 11,
        '-' => return Some((0.0, beats)),
        _ => return None,
    };
    let rest = characters.as_str();
    let (sharp, octave) = rest.strip_prefix('#').map_or((0, rest), |octave| (1, octave));
    let octave: i32 = octave.parse().ok().filter(|octave| (0..=8).contains(octave))?;
    // A4 is 440 Hz, and nine semitones above C4.
    let steps = (octave - 4) * 12 + semitone + sharp - 9;
    Some((440.0 * (steps as f32 / 12.0).exp2(), beats))
}
