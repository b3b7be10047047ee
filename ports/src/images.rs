//! What is done with pictures. Everything here takes computing time: callers do it off the threads that serve clients.

/// A picture as pixels.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels of a row; at least 1.
    pub width: u32,
    /// Rows; at least 1.
    pub height: u32,
    /// Red, green, blue, alpha (straight, 255 is opaque) of each pixel, row by row from the top.
    pub rgba: Vec<u8>,
}

impl core::fmt::Debug for Picture {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

/// What a file may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeLimits {
    /// Most bytes of the file.
    pub bytes: usize,
    /// Most pixels, whatever the file says of itself.
    pub pixels: u64,
    /// Most bytes that the decoder may allocate.
    pub memory: u64,
}

/// A part of a picture in pixels, from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelArea {
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width; at least 1.
    pub width: u32,
    /// Height; at least 1.
    pub height: u32,
}

/// Red, green, blue, alpha (straight).
pub type Rgba = [u8; 4];

/// A ring around a round picture, of arcs one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// Width of the line in pixels.
    pub width: f64,
    /// Length of each arc in units of one's own, and its colour. The first begins at the right, they go clockwise.
    pub arcs: Vec<(u32, Rgba)>,
}

/// A dot at the lower right of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Diameter without the border.
    pub diameter: f64,
    /// Width of the hole around it.
    pub border: f64,
    /// From its centre to the right edge and to the lower edge.
    pub center_to_edge: f64,
    /// What it is filled with.
    pub color: Rgba,
}

/// Letters on a disc.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Initials<'a> {
    /// What is written.
    pub text: &'a str,
    /// A TrueType or OpenType file.
    pub font: &'a [u8],
    /// Pixels of an em.
    pub font_size: f64,
    /// Height of a capital letter as a share of the height of a line: how far below the centre letters stand.
    pub uppercase_ratio: f64,
    /// Of the letters.
    pub color: Rgba,
    /// Of the disc.
    pub background: Rgba,
    /// Diameter of the disc in pixels.
    pub size: u32,
}

/// How much of a QR code may be lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QrLevel {
    /// 7 %.
    Low,
    /// 15 %.
    #[default]
    Medium,
    /// 25 %.
    Quartile,
    /// 30 %.
    High,
}

/// Why a picture was not read or made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// No picture of a kind that is read: JPEG, PNG, GIF, WebP.
    #[error("unsupported file type")]
    UnknownFormat,
    /// More than the limits allow.
    #[error("image too large")]
    TooLarge,
    /// The file breaks its format.
    #[error("damaged image: {0}")]
    Damaged(String),
    /// An area that is not within the picture, or nothing.
    #[error("the area is not within the image")]
    OutOfBounds,
    /// A font that cannot be read.
    #[error("the font cannot be read")]
    Font,
    /// More text than a code of this level holds.
    #[error("the text is too long for a QR code")]
    QrTooLong,
    /// The picture could not be written.
    #[error("the image cannot be encoded: {0}")]
    Encode(String),
}

/// Reads, changes, draws and writes pictures.
pub trait Images: Send + Sync {
    /// Reads the first picture of a JPEG, PNG, GIF or WebP file. It is turned as its EXIF orientation says; nothing else
    /// of its metadata is left. A file that costs more than the limits is refused before it does.
    ///
    /// # Errors
    /// [`ImageError`] if it is none, is damaged, or is too large.
    fn decode(&self, file: &[u8], limits: DecodeLimits) -> Result<Picture, ImageError>;

    /// A part of a picture.
    ///
    /// # Errors
    /// [`ImageError::OutOfBounds`].
    fn crop(&self, picture: &Picture, area: PixelArea) -> Result<Picture, ImageError>;

    /// The picture in another size.
    ///
    /// # Errors
    /// [`ImageError::OutOfBounds`] if a side is 0, [`ImageError::TooLarge`] if it has more than 2^26 pixels.
    fn resize(&self, picture: &Picture, width: u32, height: u32) -> Result<Picture, ImageError>;

    /// A JPEG file of a quality from 1 to 100. What is transparent becomes black.
    ///
    /// # Errors
    /// [`ImageError::Encode`] if it has no pixels, or more than 65,535 in a row or column.
    fn encode_jpeg(&self, picture: &Picture, quality: u8) -> Result<Vec<u8>, ImageError>;

    /// A PNG file.
    ///
    /// # Errors
    /// [`ImageError::Encode`].
    fn encode_png(&self, picture: &Picture) -> Result<Vec<u8>, ImageError>;

    /// The disc in the upper left square of a picture, as wide as the picture; the rest becomes transparent.
    fn round(&self, picture: &Picture) -> Picture;

    /// Draws a ring along the edge of a round picture.
    fn draw_ring(&self, picture: &mut Picture, ring: &Ring);

    /// Draws a dot, with a transparent border around it.
    fn draw_dot(&self, picture: &mut Picture, dot: &Dot);

    /// Draws a picture into another one, centred.
    fn draw_centered(&self, picture: &mut Picture, inner: &Picture);

    /// A disc with letters.
    ///
    /// # Errors
    /// [`ImageError::Font`], or [`ImageError::TooLarge`] if the disc has more than 4,096 pixels in a row.
    fn initials(&self, initials: &Initials<'_>) -> Result<Picture, ImageError>;

    /// A QR code in black on white with the quiet zone around it; a module is 20 pixels wide.
    ///
    /// # Errors
    /// [`ImageError::QrTooLong`].
    fn qr_code(&self, text: &[u8], level: QrLevel) -> Result<Picture, ImageError>;
}
