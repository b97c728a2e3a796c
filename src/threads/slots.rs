//! Things that point at each other, kept in one place and named by their number in it.

use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::ops::{Index, IndexMut};

/// The number of a thing: four bytes, even where there may be none.
pub(super) struct Slot<T>(NonZeroU32, PhantomData<fn() -> T>);

// By hand, for none of it asks anything of `T`.
impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Slot<T> {}
impl<T> PartialEq for Slot<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> std::fmt::Debug for Slot<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "#{}", self.0)
    }
}

/// Things by their numbers. The numbers of removed ones are given out again.
#[derive(Debug)]
pub(super) struct Slots<T> {
    all: Vec<T>,
    free: Vec<Slot<T>>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { all: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slots<T> {
    /// Room for so many more.
    pub(super) fn reserve(&mut self, more: usize) {
        self.all.reserve_exact(more.saturating_sub(self.free.len()));
    }

    pub(super) fn insert(&mut self, thing: T) -> Slot<T> {
        if let Some(slot) = self.free.pop() {
            self[slot] = thing;
            return slot;
        }
        let before = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        if self.all.len() == self.all.capacity() {
            // Not twice as much, as a vector does by itself: of many things that is many too many.
            self.all.reserve_exact(self.all.len() / 8 + 4);
        }
        self.all.push(thing);
        Slot(NonZeroU32::MIN.saturating_add(before), PhantomData)
    }

    /// Everything, removed things as they were left among them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.all.iter()
    }
}

impl<T: Default> Slots<T> {
    pub(super) fn remove(&mut self, slot: Slot<T>) -> T {
        self.free.push(slot);
        std::mem::take(&mut self[slot])
    }
}

#[expect(clippy::indexing_slicing, reason = "slots are made here alone, and nothing ever gets shorter")]
impl<T> Index<Slot<T>> for Slots<T> {
    type Output = T;
    fn index(&self, slot: Slot<T>) -> &T {
        &self.all[slot.0.get() as usize - 1]
    }
}

#[expect(clippy::indexing_slicing, reason = "slots are made here alone, and nothing ever gets shorter")]
impl<T> IndexMut<Slot<T>> for Slots<T> {
    fn index_mut(&mut self, slot: Slot<T>) -> &mut T {
        &mut self.all[slot.0.get() as usize - 1]
    }
}
