"""Files in GridFS by MongoDB's own driver, as mongofiles does it: gridfs-files.py CONNECTION DATABASE BUCKET put|get|delete NAME [FILE]"""
import shutil
import sys

import gridfs
import pymongo

connection, database, bucket, action, name, *file = sys.argv[1:]
files = gridfs.GridFS(pymongo.MongoClient(connection)[database], bucket, disable_md5=True)
if action == 'put':
    with open(file[0], 'rb') as source:
        files.put(source, filename=name)
elif action == 'get':
    with open(file[0], 'wb') as target:
        shutil.copyfileobj(files.get_last_version(name), target, 1 << 20)
else:
    for each in files.find({'filename': name}):
        files.delete(each._id)
