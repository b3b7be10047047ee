//! adapters/waku
