//! Decompression of gzip and zstd, detected by their first bytes, within the limits.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use flate2::bufread::MultiGzDecoder;
use zstd::stream::read::Decoder as ZstdDecoder;

use super::source_problem::SourceProblem;
use crate::error::Problem;
use crate::limits::{FREE_DECOMPRESSED_BYTES, Limits, MAX_ZSTD_WINDOW_LOG};

/// Decompresses all members or frames of gzip or zstd. Other bytes are returned unchanged.
pub(super) fn decompressed(
    mut bytes: impl BufRead + Send + 'static,
    buffer_bytes: usize,
    limits: &Limits,
) -> io::Result<Box<dyn BufRead + Send>> {
    let head = head(&mut bytes, 4)?;
    let gzip = head.starts_with(b"\x1F\x8B");
    let zstd = match *head {
        [0x28, 0xB5, 0x2F, 0xFD] => true,
        // A skippable frame, which parallel compressors write first.
        [first, 0x2A, 0x4D, 0x18] => first & 0xF0 == 0x50,
        _ => false,
    };
    let bytes = Cursor::new(head).chain(bytes);
    if !gzip && !zstd {
        return Ok(Box::new(bytes));
    }
    let taken = Arc::new(AtomicU64::new(0));
    let counted = CompressedReader { bytes, taken: taken.clone() };
    let decoder: Box<dyn Read + Send> = if gzip {
        Box::new(MultiGzDecoder::new(counted))
    } else {
        let mut decoder = ZstdDecoder::with_buffer(counted)?;
        decoder.window_log_max(MAX_ZSTD_WINDOW_LOG)?;
        Box::new(decoder)
    };
    let bounded = BoundedReader { decoder, taken, returned: 0, limits: *limits };
    Ok(Box::new(BufReader::with_capacity(buffer_bytes, bounded)))
}

/// Reads the first `bytes` bytes, or all if there are fewer.
pub(super) fn head(reader: &mut impl Read, bytes: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(bytes).read_to_end(&mut head)?;
    Ok(head)
}

/// A reader that counts the compressed bytes that a decoder has consumed.
struct CompressedReader<R> {
    bytes: R,
    taken: Arc<AtomicU64>,
}

impl<R: BufRead> Read for CompressedReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.taken.fetch_add(read as u64, Relaxed);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for CompressedReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.bytes.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.taken.fetch_add(bytes as u64, Relaxed);
        self.bytes.consume(bytes);
    }
}

/// A reader that fails when a decoder returns more bytes than the limits allow.
struct BoundedReader {
    decoder: Box<dyn Read + Send>,
    /// Compressed bytes.
    taken: Arc<AtomicU64>,
    /// Decompressed bytes.
    returned: u64,
    limits: Limits,
}

impl Read for BoundedReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.returned += read as u64;
        let Limits { ratio, decompressed_bytes, .. } = self.limits;
        let taken = self.taken.load(Relaxed);
        if self.returned > decompressed_bytes {
            let limit = decompressed_bytes;
            return Err(io::Error::other(SourceProblem(Problem::DecompressedTooLong { limit })));
        }
        if self.returned > FREE_DECOMPRESSED_BYTES && self.returned > ratio.saturating_mul(taken) {
            return Err(io::Error::other(SourceProblem(Problem::Bomb { limit: ratio })));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::source::tests::{gzip, zstd};

    fn read(bytes: Vec<u8>, limits: Limits) -> Result<u64, String> {
        let mut reader = decompressed(Cursor::new(bytes), 1 << 16, &limits).unwrap();
        io::copy(&mut reader, &mut io::sink()).map_err(|error| error.to_string())
    }

    #[test]
    fn decompressed_data_over_the_limit_is_refused() {
        for compress in [gzip, zstd] {
            let limits = Limits { decompressed_bytes: 1000, ..Limits::default() };
            for bytes in [999, 1000] {
                assert_eq!(read(compress(&vec![b'x'; bytes]), limits), Ok(bytes as u64));
            }
            let message = read(compress(&[b'x'; 1001]), limits).unwrap_err();
            assert!(message.starts_with("more than 1000 bytes when decompressed"));
        }
    }

    #[test]
    fn decompression_bomb_is_detected_by_its_ratio() {
        let free = FREE_DECOMPRESSED_BYTES as usize;
        for compress in [gzip, zstd] {
            assert_eq!(read(compress(&vec![0; free]), Limits::default()), Ok(free as u64));
            let bomb = compress(&vec![0; free + 1]);
            let message = read(bomb.clone(), Limits::default()).unwrap_err();
            assert!(message.contains("more than 200 times as long"), "{message}");
            // The decoder has consumed all compressed bytes when it returns the last byte.
            let ratio = (free as u64 + 1).div_ceil(bomb.len() as u64);
            let with = |ratio| Limits { ratio, ..Limits::default() };
            assert!(read(bomb.clone(), with(2 * ratio)).is_ok());
            assert!(read(bomb, with(ratio - 1)).is_err());
        }
    }

    #[test]
    fn zstd_window_over_the_limit_is_refused() {
        let frame = |log: u32| {
            let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
            encoder.long_distance_matching(true).unwrap();
            encoder.window_log(log).unwrap();
            io::copy(&mut &b"text"[..], &mut encoder).unwrap();
            encoder.finish().unwrap()
        };
        assert_eq!(read(frame(MAX_ZSTD_WINDOW_LOG), Limits::default()), Ok(4));
        assert!(read(frame(MAX_ZSTD_WINDOW_LOG + 1), Limits::default()).is_err());
        assert!(read(frame(31), Limits::default()).is_err());
    }
}
