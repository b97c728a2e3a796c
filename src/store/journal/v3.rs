//! Version 3 of the journal: the changes of version 4 but for the last two, and no checksum before them.

use super::v4;
use crate::store::Change;

/// What a record of version 3 says, without the byte that names the version.
pub(super) fn changes(packed: &[u8]) -> postcard::Result<Vec<Change>> {
    v4::changes(packed)
}
