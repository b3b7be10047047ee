//! Recordings of voices.

use status_proto::status::AudioMessage;
use status_proto::status::audio_message::AudioType;

use super::MediaError;

/// Bytes of a recording: five minutes of what phones record.
pub const MAX_RECORDING: usize = 5_000_000;

/// What a message carries of a file.
///
/// # Errors
/// [`MediaError`] if it is no recording, or has too many bytes.
pub fn recording_message(file: Vec<u8>, duration_ms: u64) -> Result<AudioMessage, MediaError> {
    if file.len() > MAX_RECORDING {
        return Err(MediaError::RecordingTooLarge);
    }
    let kind = match file.as_slice() {
        [0xff, 0xf1 | 0xf9, ..] => AudioType::Aac,
        [b'#', b'!', b'A', b'M', b'R', b'\n', ..] => AudioType::Amr,
        _ => return Err(MediaError::UnknownRecording),
    };
    Ok(AudioMessage { payload: file, r#type: kind.into(), duration_ms })
}
