//! YAML text to trees with places. Everything that knows YAML's grammar is in this room.

pub mod gate;
pub mod node;
