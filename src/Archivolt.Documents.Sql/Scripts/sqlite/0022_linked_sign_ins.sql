-- Who went to a vendor is in what the vendor repeats, sealed.
DROP TABLE linked_sign_ins;
