//! JPEG files (ITU-T T.81, baseline), with colour at half the resolution of brightness: the encoder of `image` keeps it
//! whole, which makes the small pictures of profiles and chats larger by half. The files are byte for byte those of the
//! encoder that other clients use: recordings hold some.

mod bits;
mod tables;
mod transform;

use status_ports::{ImageError, Picture};

use bits::{BitWriter, Coder};
use tables::{CODES, ZIGZAG, steps};

/// Samples of one component: 8 rows of 8.
type Block = [i32; 64];

/// Pixels of a row or column that are coded together.
const UNIT: usize = 16;

pub(crate) fn encode(picture: &Picture, quality: u8) -> Result<Vec<u8>, ImageError> {
    let (Ok(width), Ok(height)) = (u16::try_from(picture.width), u16::try_from(picture.height)) else {
        return Err(ImageError::Encode("more than 65535 pixels in a row or column".to_owned()));
    };
    if width == 0 || height == 0 || picture.rgba.len() != usize::from(width) * usize::from(height) * 4 {
        return Err(ImageError::Encode("no pixels".to_owned()));
    }
    let steps = steps(quality);
    let mut scan = Scan {
        bits: BitWriter::new(head(width, height, &steps)),
        coders: CODES.map(|table| Coder::new(&table)),
        steps,
        before: [0; 3],
    };
    for y in (0..usize::from(height)).step_by(UNIT) {
        for x in (0..usize::from(width)).step_by(UNIT) {
            scan.unit(picture, x, y);
        }
    }
    let mut file = scan.bits.finish();
    file.extend([0xff, 0xd9]);
    Ok(file)
}

/// Everything before the coded data.
fn head(width: u16, height: u16, steps: &[[u8; 64]; 2]) -> Vec<u8> {
    let mut file = vec![0xff, 0xd8];
    let mut tables = Vec::new();
    for (id, table) in (0..).zip(steps) {
        tables.push(id);
        tables.extend(table);
    }
    segment(&mut file, 0xdb, &tables);

    let mut frame = vec![8];
    frame.extend(height.to_be_bytes());
    frame.extend(width.to_be_bytes());
    // Three components: number, samples of a unit in both directions, table of steps.
    frame.extend([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    segment(&mut file, 0xc0, &frame);

    let mut codes = Vec::new();
    for table in &CODES {
        codes.push(table.id);
        codes.extend(table.counts);
        codes.extend(table.symbols);
    }
    segment(&mut file, 0xc4, &codes);
    // Three components with their codes, then all coefficients at once.
    segment(&mut file, 0xda, &[3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
    file
}

fn segment(file: &mut Vec<u8>, kind: u8, content: &[u8]) {
    file.extend([0xff, kind]);
    file.extend(u16::try_from(content.len() + 2).unwrap_or(u16::MAX).to_be_bytes());
    file.extend(content);
}

/// The coded data while it is written.
struct Scan {
    bits: BitWriter,
    coders: [Coder; 4],
    steps: [[u8; 64]; 2],
    /// The first coefficient of the block before, of each component.
    before: [i32; 3],
}

impl Scan {
    /// Four blocks of brightness, one of each colour.
    fn unit(&mut self, picture: &Picture, x: usize, y: usize) {
        let mut colors = [[0; 64]; 2];
        for (right, down) in [(0, 0), (8, 0), (0, 8), (8, 8)] {
            let mut luma = [0; 64];
            let mut halves = [[0; 16]; 2];
            for row in 0..8 {
                for column in 0..8 {
                    let [bright, blue, red] = sample(picture, x + right + column, y + down + row);
                    luma[row * 8 + column] = bright;
                    let quarter = row / 2 * 4 + column / 2;
                    halves[0][quarter] += blue;
                    halves[1][quarter] += red;
                }
            }
            for (color, sums) in colors.iter_mut().zip(halves) {
                for (at, sum) in sums.into_iter().enumerate() {
                    color[(down / 2 + at / 4) * 8 + right / 2 + at % 4] = (sum + 2) >> 2;
                }
            }
            self.block(luma, 0, 0);
        }
        let [blue, red] = colors;
        self.block(blue, 1, 1);
        self.block(red, 2, 1);
    }

    fn block(&mut self, mut block: Block, component: usize, kind: usize) {
        transform::forward(&mut block);
        let steps = self.steps[kind];
        let coefficients = std::array::from_fn::<_, 64, _>(|at| rounded(block[ZIGZAG[at]], 8 * i32::from(steps[at])));
        let [first, rest @ ..] = coefficients;
        let difference = first - self.before[component];
        self.before[component] = first;
        self.coders[2 * kind].write(&mut self.bits, 0, difference);
        let others = &self.coders[2 * kind + 1];
        let mut zeros = 0;
        for value in rest {
            if value == 0 {
                zeros += 1;
                continue;
            }
            while zeros > 15 {
                others.write_symbol(&mut self.bits, 0xf0);
                zeros -= 16;
            }
            others.write(&mut self.bits, zeros, value);
            zeros = 0;
        }
        if zeros > 0 {
            others.write_symbol(&mut self.bits, 0);
        }
    }
}

/// Brightness and both colours of a pixel, where 128 is none of them. Beyond the edge it is the pixel at the edge.
fn sample(picture: &Picture, x: usize, y: usize) -> [i32; 3] {
    let (x, y) = (x.min(picture.width as usize - 1), y.min(picture.height as usize - 1));
    let at = (y * picture.width as usize + x) * 4;
    let [r, g, b, a] = [0, 1, 2, 3].map(|channel| i32::from(picture.rgba[at + channel]));
    let [r, g, b] = [r, g, b].map(|value| if a == 255 { value } else { value * a / 255 });
    let clamped = |value: i32| (value >> 16).clamp(0, 255);
    [
        (19_595 * r + 38_470 * g + 7_471 * b + (1 << 15)) >> 16,
        clamped(-11_056 * r - 21_712 * g + 32_768 * b + (257 << 15)),
        clamped(32_768 * r - 27_440 * g - 5_328 * b + (257 << 15)),
    ]
}

/// Divided, to the nearest; halves away from zero.
fn rounded(value: i32, by: i32) -> i32 {
    let magnitude = (value.abs() + by / 2) / by;
    if value < 0 { -magnitude } else { magnitude }
}
