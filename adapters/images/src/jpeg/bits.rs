//! Writing codes of any number of bits.

use super::tables::CodeTable;

/// Bytes that are filled from their highest bit.
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that fill no byte yet.
    pending: u32,
    count: u32,
}

impl BitWriter {
    /// Goes on behind these bytes.
    pub(super) const fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, pending: 0, count: 0 }
    }

    fn write(&mut self, bits: u32, count: u32) {
        self.pending = self.pending << count | bits;
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            let byte = (self.pending >> self.count) as u8;
            self.pending &= (1 << self.count) - 1;
            self.bytes.push(byte);
            // A byte of ones would be a marker.
            if byte == 0xff {
                self.bytes.push(0);
            }
        }
    }

    /// Fills the last byte with ones.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.write(0x7f, 7);
        self.bytes
    }
}

/// The code of each symbol, and its length in bits.
pub(super) struct Coder([(u16, u8); 256]);

impl Coder {
    /// Codes of a length count upwards; the first of the next length goes on at twice the number.
    pub(super) fn new(table: &CodeTable) -> Self {
        let mut codes = [(0, 0); 256];
        let mut symbols = table.symbols.iter();
        let mut code = 0;
        for (length, count) in (1..).zip(table.counts) {
            for symbol in symbols.by_ref().take(count.into()) {
                codes[usize::from(*symbol)] = (code, length);
                code += 1;
            }
            code <<= 1;
        }
        Self(codes)
    }

    pub(super) fn write_symbol(&self, bits: &mut BitWriter, symbol: u8) {
        let (code, length) = self.0[usize::from(symbol)];
        bits.write(code.into(), length.into());
    }

    /// A value after a run of up to 15 zeros: how many bits it has, then these. Negative ones are one less.
    pub(super) fn write(&self, bits: &mut BitWriter, zeros: u8, value: i32) {
        let length = 32 - value.unsigned_abs().leading_zeros();
        self.write_symbol(bits, zeros << 4 | length as u8);
        let shown = if value < 0 { value - 1 } else { value };
        bits.write(shown as u32 & ((1 << length) - 1), length);
    }
}
