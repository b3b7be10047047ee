//! QR codes.

use qrcode::{Color, EcLevel, QrCode};
use status_ports::{ImageError, Picture, QrLevel};

/// Pixels of a module.
const MODULE: usize = 20;
/// Modules of the quiet zone, which the standard wants at each side.
const QUIET: usize = 4;

pub(crate) fn draw(text: &[u8], level: QrLevel) -> Result<Picture, ImageError> {
    let level = match level {
        QrLevel::Low => EcLevel::L,
        QrLevel::Medium => EcLevel::M,
        QrLevel::Quartile => EcLevel::Q,
        QrLevel::High => EcLevel::H,
    };
    let code = QrCode::with_error_correction_level(text, level).map_err(|_| ImageError::QrTooLong)?;
    let modules = code.to_colors();
    let side = (code.width() + 2 * QUIET) * MODULE;
    let mut rgba = vec![u8::MAX; side * side * 4];
    for (at, _) in modules.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let (x, y) = ((at % code.width() + QUIET) * MODULE, (at / code.width() + QUIET) * MODULE);
        for row in y..y + MODULE {
            let begin = (row * side + x) * 4;
            rgba[begin..begin + MODULE * 4].as_chunks_mut::<4>().0.fill([0, 0, 0, u8::MAX]);
        }
    }
    let side = u32::try_from(side).map_err(|_| ImageError::QrTooLong)?;
    Ok(Picture { width: side, height: side, rgba })
}
