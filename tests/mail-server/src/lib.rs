//! A POP3 and SMTP server in memory.
