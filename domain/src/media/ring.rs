//! The ring around round pictures: the colour hash of a key, once around.

use status_ports::{Rgba, Ring};

/// How bright a client is around the picture. Both have the same colours as yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// `1`.
    #[default]
    Light,
    /// `2`.
    Dark,
}

/// The colours that indexes of colour hashes stand for.
const COLORS: [u32; 32] = [
    0x00_0000, 0x72_6f6f, 0xc4_c4c4, 0xe7_e7e7, 0xff_ffff, 0x00_ff00, 0x00_9800, 0xb8_ffbb, 0xff_c413, 0x9f_5947,
    0xff_ff00, 0xa8_ac00, 0xff_ffb0, 0xff_5733, 0xff_0000, 0x9a_0000, 0xff_9d9d, 0xff_0099, 0xc8_0078, 0xff_00ff,
    0x90_0090, 0xff_b0ff, 0x9e_00ff, 0x00_00ff, 0x00_0086, 0x9b_81ff, 0x3f_aef9, 0x9a_6600, 0x00_ffff, 0x00_8694,
    0xc2_ffff, 0x00_f0b6,
];

/// The ring of a colour hash, which is pairs of length and colour. Indexes that stand for no colour are left out.
#[must_use]
pub fn ring(color_hash: &[(u8, u8)], width: f64, _theme: Theme) -> Ring {
    let color = |index: u8| COLORS.get(usize::from(index)).copied().map(opaque);
    let arcs = color_hash.iter().filter_map(|(length, index)| Some((u32::from(*length), color(*index)?))).collect();
    Ring { width, arcs }
}

const fn opaque(color: u32) -> Rgba {
    let [_, red, green, blue] = color.to_be_bytes();
    [red, green, blue, u8::MAX]
}
