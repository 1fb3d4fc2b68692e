-- A decision about a silent patient that was taken back: a row of its own, which names the one that it takes back.
ALTER TABLE silent_review ADD COLUMN takes_back uuid;
