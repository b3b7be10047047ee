//! Pictures: decoding within limits, cropping, drawing.
