"""Optics: the error of an optical surface in Zernike polynomials, on a disc or an annulus."""
