BEGIN TRANSACTION;
CREATE TABLE draws (
	id INTEGER NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	about TEXT NOT NULL, 
	content BLOB NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE gains (
	content_hash VARCHAR(32) NOT NULL, 
	remedy VARCHAR(10) NOT NULL, 
	recipe TEXT NOT NULL, 
	about TEXT NOT NULL, 
	"before" BLOB NOT NULL, 
	"after" BLOB NOT NULL, 
	PRIMARY KEY (content_hash, remedy)
);
CREATE TABLE grouped (
	path TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (path)
);
CREATE TABLE keepers (
	id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	content_hash VARCHAR(32), 
	chosen BOOLEAN NOT NULL, 
	"by" TEXT NOT NULL, 
	how TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE labels (
	id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	content_hash VARCHAR(32), 
	label VARCHAR(10), 
	"by" TEXT NOT NULL, 
	how VARCHAR(10) NOT NULL, 
	source TEXT NOT NULL, 
	draw INTEGER, 
	repeat BOOLEAN NOT NULL, 
	seen TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "labels" VALUES(1,'a.jpg','h-a.jpg','keep','eva','blind','',NULL,0,'','2026-11-22T03:19:34.542+00:00');
CREATE TABLE learned (
	id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	about TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE looks (
	id INTEGER NOT NULL, 
	policy_id VARCHAR(12) NOT NULL, 
	labels VARCHAR(20) NOT NULL, 
	at TEXT NOT NULL, 
	about TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE marks (
	id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	content_hash VARCHAR(32), 
	mark VARCHAR(20), 
	"by" TEXT NOT NULL, 
	how TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "marks" VALUES(1,'a.jpg','h-a.jpg','keep','eva','seen','2026-11-22T03:19:34.530+00:00');
INSERT INTO "marks" VALUES(2,'b.jpg','h-b.jpg','reject','user','seen','2026-11-22T03:19:34.536+00:00');
INSERT INTO "marks" VALUES(3,'b.jpg','h-b.jpg',NULL,'user','seen','2026-11-22T03:19:34.542+00:00');
CREATE TABLE meta (
	"key" VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema_version','5');
INSERT INTO "meta" VALUES('folder','/photos');
CREATE TABLE networks (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (sha256)
);
CREATE TABLE photos (
	path TEXT NOT NULL, 
	file_bytes BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	content_hash VARCHAR(32), 
	perceptual_hash VARCHAR(16), 
	width INTEGER, 
	height INTEGER, 
	scale FLOAT, 
	taken_at TEXT, 
	camera TEXT, 
	lens TEXT, 
	aperture FLOAT, 
	shutter_s FLOAT, 
	iso FLOAT, 
	focal_mm FLOAT, 
	latitude FLOAT, 
	longitude FLOAT, 
	error TEXT, 
	recipe INTEGER NOT NULL, 
	scanned_at TEXT NOT NULL, 
	laplacian_variance FLOAT, 
	tenengrad FLOAT, 
	reblur FLOAT, 
	sharpest_tile FLOAT, 
	motion_direction_ratio FLOAT, 
	blur FLOAT, 
	sharp_area FLOAT, 
	blur_map_mean FLOAT, 
	motion_blur FLOAT, 
	flaw FLOAT, 
	p_blurred FLOAT, 
	p_camera_shake FLOAT, 
	p_distorted FLOAT, 
	p_underexposed FLOAT, 
	p_overexposed FLOAT, 
	p_dark FLOAT, 
	faces FLOAT, 
	face_size FLOAT, 
	eyes_open FLOAT, 
	smile FLOAT, 
	face_sharpness FLOAT, 
	subject_sharpness FLOAT, 
	subject_area FLOAT, 
	thirds_distance FLOAT, 
	golden_distance FLOAT, 
	subject_cut FLOAT, 
	horizon_tilt FLOAT, 
	head_room FLOAT, 
	p_screenshot FLOAT, 
	luminance FLOAT, 
	contrast FLOAT, 
	shadow_clipping FLOAT, 
	highlight_clipping FLOAT, 
	dynamic_range FLOAT, 
	noise_sigma FLOAT, 
	colorfulness FLOAT, 
	entropy FLOAT, 
	saturation FLOAT, 
	megapixels FLOAT, 
	aspect_ratio FLOAT, 
	file_mb FLOAT, 
	p_keep FLOAT, 
	tags TEXT, 
	PRIMARY KEY (path)
);
INSERT INTO "photos" VALUES('a.jpg',10,1700000000123456789,'h-a.jpg',NULL,NULL,NULL,NULL,'2024-05-01T10:00:00','Nikon',NULL,NULL,NULL,100.0,NULL,NULL,NULL,NULL,1,'2026-11-22T03:19:34.444+00:00',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,12.5,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'person,food');
INSERT INTO "photos" VALUES('b.jpg',10,1700000000123456789,'h-b.jpg',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,'2026-11-22T03:19:34.444+00:00',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,3.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'');
INSERT INTO "photos" VALUES('c.jpg',10,1700000000123456789,'h-c.jpg',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'0 bytes',1,'2026-11-22T03:19:34.444+00:00',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE recipes (
	id INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (text)
);
INSERT INTO "recipes" VALUES(1,'luminance=1');
CREATE TABLE thumbnails (
	content_hash VARCHAR(32) NOT NULL, 
	jpeg BLOB NOT NULL, 
	PRIMARY KEY (content_hash)
);
INSERT INTO "thumbnails" VALUES('h-a.jpg',X'6A706567');
CREATE TABLE vectors (
	network INTEGER NOT NULL, 
	content_hash VARCHAR(32) NOT NULL, 
	vector BLOB NOT NULL, 
	PRIMARY KEY (network, content_hash)
);
CREATE INDEX ix_photos_content_hash ON photos (content_hash);
CREATE INDEX ix_vectors_content_hash ON vectors (content_hash);
CREATE INDEX ix_marks_path ON marks (path);
CREATE INDEX ix_keepers_path ON keepers (path);
CREATE INDEX ix_labels_path ON labels (path);
COMMIT;
