//! Small pictures as PNG, byte for byte as status-go writes them: clients compare and cache the data URIs, and
//! recordings hold them. The format leaves open how hard one looks for repetitions; this looks as hard as Go's library.

mod bits;
mod deflate;
mod filter;
mod huffman;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Bytes of a pixel.
const PIXEL: usize = 4;

/// A picture of RGBA pixels, row by row from the top, as data URI. Pixels that fill no row are left out.
pub(crate) fn data_uri(pixels: &[u8], width: u32) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(encode(pixels, width)))
}

fn encode(pixels: &[u8], width: u32) -> Vec<u8> {
    let row = width as usize * PIXEL;
    let rows = pixels.len().checked_div(row).unwrap_or_default();
    let filtered = filter::filter(&pixels[..rows * row], row, PIXEL);

    let mut header = Vec::with_capacity(13);
    header.extend(width.to_be_bytes());
    header.extend(u32::try_from(rows).unwrap_or_default().to_be_bytes());
    // Eight bits a channel, colour with alpha, then the only methods there are.
    header.extend([8, 6, 0, 0, 0]);

    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, *b"IHDR", &header);
    chunk(&mut out, *b"IDAT", &zlib(&filtered));
    chunk(&mut out, *b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    out.extend(u32::try_from(content.len()).unwrap_or_default().to_be_bytes());
    let begin = out.len();
    out.extend(kind);
    out.extend(content);
    let checksum = crc32(&out[begin..]);
    out.extend(checksum.to_be_bytes());
}

/// A stream with the middle one of four levels of compression.
fn zlib(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x9c];
    out.extend(deflate::deflate(data));
    out.extend(adler32(data).to_be_bytes());
    out
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

fn adler32(data: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    let (a, b) = data.iter().fold((1, 0), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % MODULUS;
        (a, (b + a) % MODULUS)
    });
    b << 16 | a
}

#[cfg(test)]
mod tests;
