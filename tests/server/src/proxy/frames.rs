//! Finds where the frames of HTTP/2 end in what a server sends, and writes the one frame that a server says goodbye with.

const HEAD: usize = 9;

/// Where the bytes so far leave off: within the head of a frame, within its content, or between two frames.
#[derive(Debug, Default)]
pub(super) struct Frames {
    head: Vec<u8>,
    /// How much of the content is to come.
    left: usize,
}

impl Frames {
    /// Takes what follows; gives the first place in it that is between two frames, if there is one.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut first = self.is_between().then_some(0);
        for (place, byte) in bytes.iter().enumerate() {
            if self.left > 0 {
                self.left = self.left.saturating_sub(1);
            } else {
                self.head.push(*byte);
                if let Ok([a, b, c, ..]) = <[u8; HEAD]>::try_from(&*self.head) {
                    self.left = usize::try_from(u32::from_be_bytes([0, a, b, c])).unwrap_or_default();
                    self.head.clear();
                }
            }
            if self.is_between() {
                first = first.or_else(|| place.checked_add(1));
            }
        }
        first
    }

    /// Whether the next byte begins a frame.
    pub(super) fn is_between(&self) -> bool {
        self.left == 0 && self.head.is_empty()
    }
}

/// A GOAWAY frame: no call after number `last` was begun, for this reason.
pub(super) fn go_away(last: u32, reason: u32, debug: &[u8]) -> Vec<u8> {
    let length = u32::try_from(debug.len()).unwrap_or_default().saturating_add(8).to_be_bytes();
    let [_, a, b, c] = length;
    let head = [a, b, c, 7, 0, 0, 0, 0, 0];
    [&head[..], &last.to_be_bytes(), &reason.to_be_bytes(), debug].concat()
}

#[cfg(test)]
mod tests {
    use super::{Frames, go_away};

    #[test]
    fn frames_end_where_their_heads_say_however_they_are_cut() {
        let (empty, long) = (go_away(0, 0, b""), go_away(7, 11, &[3; 300]));
        assert_eq!((empty.len(), long.len()), (17, 317));
        let stream = [&empty[..], &long, &empty].concat();
        let mut frames = Frames::default();
        let between: Vec<usize> =
            (0..stream.len()).filter(|place| frames.take(&stream[*place..=*place]) == Some(1)).collect();
        assert_eq!(between, [16, 333, 350]);
        assert_eq!(Frames::default().take(&stream), Some(0));
        let mut within = Frames::default();
        assert_eq!((within.take(&stream[..5]), within.take(&stream[5..])), (Some(0), Some(12)));
        assert!(within.is_between());
    }
}
