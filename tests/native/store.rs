//! A store in memory that takes its time, may have little room, and remembers when what became durable.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    time::{Duration, Instant},
};

use restante::store::{
    Change, Commit, Compaction, Contents, MemoryStore, MessageId, Reindexing, SegmentId, Store, StoreError,
    Stretch,
};

/// Stands for the bytes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Mark(u64);

impl Mark {
    pub(crate) fn of(raw: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        raw.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// The store.
#[derive(Debug, Default)]
pub(crate) struct WatchedStore {
    memory: MemoryStore,
    takes: Cell<Duration>,
    reads_take: Cell<Duration>,
    unreadable: RefCell<BTreeSet<MessageId>>,
    durable: RefCell<HashMap<Mark, Instant>>,
    room: Cell<Room>,
    lengths: RefCell<HashMap<MessageId, usize>>,
}

/// How much there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Room {
    #[default]
    Enough,
    /// Raw messages of so many bytes in all.
    Bytes(usize),
    /// The same; and once that was too little, there is none for anything.
    BytesThenNone(usize),
    None,
}

impl WatchedStore {
    /// From now on a commit is durable after so much time.
    pub(crate) fn takes(&self, time: Duration) {
        self.takes.set(time);
    }

    /// From now on a raw message is read in so much time.
    pub(crate) fn reads_take(&self, time: Duration) {
        self.reads_take.set(time);
    }

    /// From now on this raw message cannot be read, unless it is kept anew.
    pub(crate) fn cannot_read(&self, id: MessageId) {
        self.unreadable.borrow_mut().insert(id);
    }

    /// What lies below.
    pub(crate) const fn memory(&self) -> &MemoryStore {
        &self.memory
    }

    /// From now on there is so much room.
    pub(crate) fn has(&self, room: Room) {
        self.room.set(room);
    }

    /// Notes what a commit keeps and forgets, if there is room for it.
    fn make_room(&self, commit: &Commit) -> Result<(), StoreError> {
        let mut lengths = self.lengths.borrow().clone();
        lengths.extend(commit.raw.iter().map(|(id, raw)| (*id, raw.len())));
        lengths.retain(|id, _| !commit.forget.contains(id));
        let bytes: usize = lengths.values().sum();
        match self.room.get() {
            Room::Bytes(most) | Room::BytesThenNone(most) if bytes <= most => {}
            Room::Enough => {}
            Room::BytesThenNone(_) => {
                self.room.set(Room::None);
                return Err(StoreError::Full);
            }
            Room::Bytes(_) | Room::None => return Err(StoreError::Full),
        }
        *self.lengths.borrow_mut() = lengths;
        Ok(())
    }

    /// When the commit that holds a message of these bytes was durable.
    pub(crate) fn durable_since(&self, mark: Mark) -> Option<Instant> {
        self.durable.borrow().get(&mark).copied()
    }
}

impl Store for WatchedStore {
    async fn load(&self) -> Result<Contents, StoreError> {
        self.memory.load().await
    }

    async fn commit(&self, commit: Commit) -> Result<Vec<Change>, StoreError> {
        let marks: Vec<Mark> = commit.raw.iter().map(|(_, raw)| Mark::of(raw)).collect();
        if self.takes.get() > Duration::ZERO {
            tokio::time::sleep(self.takes.get()).await;
        }
        self.make_room(&commit)?;
        self.unreadable.borrow_mut().retain(|lost| !commit.raw.iter().any(|(id, _)| id == lost));
        let changes = self.memory.commit(commit).await?;
        let now = Instant::now();
        let mut durable = self.durable.borrow_mut();
        for mark in marks {
            durable.entry(mark).or_insert(now);
        }
        Ok(changes)
    }

    async fn compact(&self, compaction: &Compaction) -> Result<(), StoreError> {
        if self.room.get() == Room::None {
            return Err(StoreError::Full);
        }
        self.memory.compact(compaction).await
    }

    async fn raw(&self, id: MessageId) -> Result<Option<Vec<u8>>, StoreError> {
        if self.unreadable.borrow().contains(&id) {
            return Err(StoreError::Damaged("a pack".to_owned()));
        }
        if self.reads_take.get() > Duration::ZERO {
            tokio::time::sleep(self.reads_take.get()).await;
        }
        self.memory.raw(id).await
    }

    async fn segments(&self) -> Result<Vec<SegmentId>, StoreError> {
        self.memory.segments().await
    }

    async fn segment(&self, id: SegmentId) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory.segment(id).await
    }

    async fn reindex(&self, reindexing: &Reindexing) -> Result<(), StoreError> {
        if self.room.get() == Room::None {
            return Err(StoreError::Full);
        }
        self.memory.reindex(reindexing).await
    }

    async fn stretch(&self, after: MessageId) -> Result<Option<Stretch>, StoreError> {
        let mut stretch = self.memory.stretch(after).await?;
        if let Some(Stretch { raw, unreadable, .. }) = &mut stretch {
            let lost = raw.extract_if(.., |(id, _)| self.unreadable.borrow().contains(id));
            unreadable.extend(lost.map(|(id, _)| (id, id)));
        }
        Ok(stretch)
    }
}
