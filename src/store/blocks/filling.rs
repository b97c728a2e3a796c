//! Packing a block.

use serde::Serialize;

use super::{Block, HEAD, Label, Told, VERSION, checksum_of, columns::Growing};
use crate::store::{Brief, StoreError};

/// A block that is being filled, in the order of ids.
#[derive(Debug, Default)]
pub(in crate::store) struct Filling {
    columns: Growing,
    names: Vec<u8>,
    rests: Vec<u8>,
}

impl Filling {
    pub(in crate::store) const fn count(&self) -> usize {
        self.columns.count()
    }

    /// Adds a message; what its name and its summary say is packed already.
    ///
    /// # Errors
    /// When the block has 4 GiB.
    pub(in crate::store) fn add(
        &mut self,
        brief: &Brief,
        name: &[u8],
        rest: &[u8],
    ) -> Result<(), StoreError> {
        self.names.extend_from_slice(name);
        self.rests.extend_from_slice(rest);
        self.columns.add(brief, length(&self.names)?, length(&self.rests)?);
        Ok(())
    }

    /// The block, with all checksums.
    ///
    /// # Errors
    /// When it has 4 GiB.
    pub(in crate::store) fn full(self) -> Result<Block, StoreError> {
        let Self { columns, names, rests } = self;
        let count = columns.count();
        let columns = columns.full();
        let mut head = Vec::with_capacity(HEAD);
        for number in [
            u32::try_from(count).map_err(too_large)?,
            length(&names)?,
            length(&rests)?,
            checksum_of(&[&names]),
            checksum_of(&[&rests]),
        ] {
            head.extend(number.to_le_bytes());
        }
        let checksum = head_checksum(VERSION, &head, &columns);
        let bytes = [&[VERSION][..], &checksum.to_le_bytes(), &head, &columns, &names, &rests].concat();
        let names_begin = HEAD + columns.len();
        Ok(Block { bytes, count, names: names_begin, rests: names_begin + names.len() })
    }
}

/// The checksum of all before the names, but for itself.
pub(super) fn head_checksum(version: u8, head: &[u8], columns: &[u8]) -> u32 {
    checksum_of(&[&[version], head, columns])
}

/// What a block says of a message's name.
///
/// # Errors
/// When it cannot be packed, which none of ours is known to do.
pub(in crate::store) fn pack_name(label: &Label, told: &Told) -> Result<Vec<u8>, StoreError> {
    pack(&(label, told))
}

/// Packs a part of an envelope.
///
/// # Errors
/// When it cannot be packed, which none of ours is known to do.
pub(in crate::store) fn pack(part: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(part).map_err(|error| StoreError::Refused(error.to_string()))
}

fn length(bytes: &[u8]) -> Result<u32, StoreError> {
    u32::try_from(bytes.len()).map_err(too_large)
}

fn too_large(error: std::num::TryFromIntError) -> StoreError {
    StoreError::Refused(error.to_string())
}
