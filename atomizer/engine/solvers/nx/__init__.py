"""NX: a simulation of Siemens NX, updated and solved by NX itself."""
