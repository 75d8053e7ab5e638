//! One file or folder per verb: its flags, and its run.

pub mod classify;
pub mod evaluate;
pub mod inspect;
pub mod manual;
pub mod train;
